//! Mint tokens and talk to a Pulse server from Rust backends.
//!
//! Pulse puts comments, cursors and presence on a web page. The page needs to
//! prove who its user is, and only your backend knows that. So the backend
//! mints a short-lived token for the user of its session, with a secret key
//! that never leaves it, and the page fetches that token:
//!
//! ```text
//! browser                    your backend                     Pulse server
//!    │  GET /api/collab-token     │                                │
//!    │ ─────────────────────────▶ │  POST /auth/token (sk_…)       │
//!    │                            │ ─────────────────────────────▶ │
//!    │        {"token": "eyJ…"}   │               {"token": "eyJ…"}│
//!    │ ◀───────────────────────── │ ◀───────────────────────────── │
//! ```
//!
//! # In five minutes
//!
//! 1. Make an environment on the server; it prints the key pair once:
//!    `pulse-server env create my-site --json`.
//! 2. Give your backend the secret one and the server's address:
//!    `PULSE_SECRET_KEY=sk_…`, `PULSE_SERVER_URL=https://pulse.example.com`.
//!    At start, [`Pulse::from_env`] reads both, and says in a sentence what is
//!    wrong with them.
//! 3. Mint where you know the user:
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/doc_server.rs"));
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (secret_key, server_url) = a_server().await;
//! use std::time::Duration;
//! use pulse_sdk::{Pulse, TokenRequest};
//!
//! let pulse = Pulse::new(&secret_key, &server_url)?;
//!
//! let request = TokenRequest::new("user-7", "Ada Byron")
//!     .avatar("https://cdn.example.com/ada.png")
//!     .lifetime(Duration::from_secs(15 * 60));
//! let token = pulse.mint_token(request).await?;
//!
//! println!("good until {:?}", token.expires_at());
//! let answer_for_the_browser = format!(r#"{{"token": "{}"}}"#, token.expose());
//! # assert_eq!(answer_for_the_browser, r#"{"token": "eyJ.for.user-7"}"#);
//! # Ok(())
//! # }
//! ```
//!
//! 4. Answer `GET /api/collab-token` with it. In axum and actix-web the token
//!    itself is the answer, and so is the error: see the modules of the
//!    features `axum` and `actix`.
//! 5. Write `<pulse-widget api-key="pk_…" room="…"
//!    token-endpoint="/api/collab-token">` into the page. The widget fetches
//!    the next token before one ends.
//!
//! `examples/axum-backend` in the repository is a whole site that does this.
//!
//! # Without a call
//!
//! The secret key can sign tokens by itself. [`Pulse::sign_token`] takes the
//! same request, needs some microseconds and no server, and goes on while the
//! server is being restarted. [`Signer`] does it without a server address,
//! and [`Verifier`] checks what was signed.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
//! use pulse_sdk::{Role, Signer, TokenRequest};
//!
//! let signer = Signer::new(&secret_key)?;
//! let request = TokenRequest::new("user-7", "Ada Byron")
//!     .rooms(["/pricing", "projects/42/*"])
//!     .role(Role::Viewer);
//! let token = signer.sign_token(request)?;
//!
//! let claims = signer.verifier().verify(token.expose())?;
//! assert!(claims.opens("projects/42/plan") && !claims.opens("projects/43"));
//! # Ok(())
//! # }
//! ```
//!
//! Which one? Minting asks the server, so a revoked key is known at once and
//! the clock is the server's. Signing trusts this machine's clock to 5 seconds
//! and learns nothing; the server refuses the token of a revoked key when the
//! browser shows it.
//!
//! # Rooms, threads and comments
//!
//! The REST API is there as typed methods, see [`rest`]:
//!
//! ```no_run
//! # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
//! use pulse_sdk::rest::ThreadRequest;
//!
//! let request = ThreadRequest::new("user-7", "Is this still right?");
//! let thread = pulse.threads("/pricing").create(request).await?;
//! let open = pulse.threads("/pricing").list().open().all().await?;
//! pulse.thread(&thread.id).by("user-7").resolve().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # When something goes wrong
//!
//! Settings fail with [`ConfigError`], minting with [`MintError`], other calls
//! with [`RestError`]. Their texts say what to do and carry the server's
//! request id; none holds a key, a token or what people wrote. A call has been
//! tried again by then, see [`RetryStrategy`]; `is_retryable` tells a moment's
//! trouble from a mistake:
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/doc_server.rs"));
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (secret_key, _) = a_server().await;
//! # let server_url = "http://127.0.0.1:1";
//! use pulse_sdk::{Pulse, TokenRequest};
//!
//! let pulse = Pulse::new(&secret_key, server_url)?;
//! let error = pulse.mint_token(TokenRequest::new("user-7", "Ada")).await.unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "cannot reach http://127.0.0.1:1: check the server URL and that the server runs"
//! );
//! assert!(error.is_retryable());
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! None is on by default, and each only adds.
//!
//! | Feature | Adds |
//! |---|---|
//! | `axum` | [`Token`], [`MintError`] and [`SignError`] as answers of axum 0.8 |
//! | `actix` | the same for actix-web 4 |
//! | `blocking` | `pulse_sdk::blocking::Pulse`, for programs without async |
//! | `test-server` | `pulse_sdk::test_server::TestServer`, a server inside your tests |
//! | `realtime` | `pulse_sdk::realtime::Realtime`, a program in a room |
//!
//! # Good to know
//!
//! - [`Pulse`] is made once and cloned freely; clones share connections.
//! - It runs on tokio. No call takes longer than 10 seconds, its retries
//!   included, see [`Pulse::with_timeout`].
//! - TLS is rustls with the system's root certificates (`SSL_CERT_FILE` adds
//!   a private authority). The process-wide provider of rustls is left alone.
//! - Redirects are not followed, since the secret key would go along.
//! - `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are heeded, except for
//!   servers on this machine.

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "actix")]
pub mod actix;
mod answer;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
#[cfg(any(feature = "axum", feature = "actix"))]
mod endpoint;
mod error;
#[cfg(any(doc, doctest))]
pub mod guide;
mod jwt;
mod pulse;
#[cfg(feature = "realtime")]
pub mod realtime;
pub mod rest;
mod retry;
mod server_url;
mod settings;
mod shell;
mod signer;
#[cfg(feature = "test-server")]
pub mod test_server;
mod tls;
mod token;
mod token_request;
mod transport;
mod tries;
#[cfg(test)]
mod vectors;
mod verifier;

pub use call::Method;
pub use error::{
    CallError, ConfigError, InputError, MintError, PublicKeyError, Refusal, RestError, SignError,
    VerifyError,
};
pub use pulse::Pulse;
pub use pulse_protocol::claims::{Claims, Role};
pub use pulse_protocol::{ErrorCode, UserId};
pub use retry::RetryStrategy;
pub use server_url::ServerUrlError;
pub use signer::Signer;
pub use token::Token;
pub use token_request::{TokenRequest, TokenRequestError};
pub use verifier::Verifier;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
