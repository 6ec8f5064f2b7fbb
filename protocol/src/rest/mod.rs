//! Bodies of HTTP requests and answers.

mod error;
mod token;

pub use error::ErrorBody;
pub use token::{TokenRequest, TokenResponse};
