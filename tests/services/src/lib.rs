//! Real servers that tests need beside Pulse: each on a free port of this
//! machine, with its data in a temporary folder. They end with the process that
//! started them, whatever becomes of it.

mod kept;
mod moto;
mod nats;
mod port;
mod postgres;
mod program;

pub use moto::Moto;
pub use nats::Nats;
pub use port::{free_port, until_listening};
pub use postgres::Postgres;
