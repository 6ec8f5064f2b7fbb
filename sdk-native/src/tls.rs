//! TLS that does not touch the host program's own.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::ConfigError;
use crate::server_url::ServerUrl;

/// The provider is given here and not installed for the process: a host may
/// have installed another, or none, and either is its own business.
pub(crate) fn tls(server: &ServerUrl) -> Result<ClientConfig, ConfigError> {
    let broken = |error: rustls::Error| ConfigError::Tls(error.into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(broken)?;
    let verified = if server.is_https() {
        config.with_platform_verifier().map_err(broken)?
    } else {
        // Redirects are not followed, so plain HTTP needs no certificates,
        // and works in containers that have none.
        config.with_root_certificates(RootCertStore::empty())
    };
    Ok(verified.with_no_client_auth())
}
