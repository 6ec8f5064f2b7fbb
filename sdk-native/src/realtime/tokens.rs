//! Where a client's tokens come from.

use std::fmt;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use pulse_client_core::{Token, TokenFailure, TokenReason};

use crate::{Pulse, Signer, TokenRequest};

/// A token that is being fetched.
pub(super) type Fetch = BoxFuture<'static, Result<Token, TokenFailure>>;

/// Gives tokens whenever one is needed.
#[derive(Clone)]
pub(super) struct TokenSource(Arc<dyn Fn(TokenReason) -> Fetch + Send + Sync>);

impl TokenSource {
    pub(super) fn new<F, R>(fetch: F) -> Self
    where
        F: Fn(TokenReason) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, TokenFailure>> + Send + 'static,
    {
        Self(Arc::new(move |reason| {
            fetch(reason).map(|fetched| fetched.and_then(token)).boxed()
        }))
    }

    pub(super) fn signer(signer: Signer, request: TokenRequest) -> Self {
        Self::new(move |_| {
            let signed = signer.sign_token(request.clone());
            // What cannot be signed now can never be.
            let signed = signed
                .map(|token| token.expose().to_owned())
                .map_err(|error| TokenFailure::Refused(error.to_string()));
            std::future::ready(signed)
        })
    }

    pub(super) fn minter(pulse: Pulse, request: TokenRequest) -> Self {
        Self::new(move |_| {
            let (pulse, request) = (pulse.clone(), request.clone());
            async move {
                match pulse.mint_token(request).await {
                    Ok(token) => Ok(token.expose().to_owned()),
                    Err(error) if error.is_retryable() => {
                        Err(TokenFailure::Unavailable(error.to_string()))
                    }
                    Err(error) => Err(TokenFailure::Refused(error.to_string())),
                }
            }
        })
    }

    pub(super) fn fetch(&self, reason: TokenReason) -> Fetch {
        (self.0)(reason)
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}

fn token(text: String) -> Result<Token, TokenFailure> {
    Token::new(text).ok_or_else(|| TokenFailure::Unavailable("the token is empty".to_owned()))
}
