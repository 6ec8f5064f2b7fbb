//! A host page of our own, for what the example site does not show: other
//! policies, other attributes, tokens of another lifetime.

use std::collections::HashMap;
use std::future::IntoFuture;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use pulse_sdk::{Pulse, Role, TokenRequest};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::server::{Environment, Server};
use crate::sockets;

/// A small site in the test's own process. Dropping it ends it.
#[derive(Debug)]
pub struct TestSite {
    url: String,
    resources: Resources,
    serving: JoinHandle<std::io::Result<()>>,
}

/// A file of the site.
#[derive(Clone, Debug)]
pub struct Resource {
    content_type: &'static str,
    policy: Option<HeaderValue>,
    body: String,
}

impl Resource {
    /// A page.
    #[must_use]
    pub fn page(html: impl Into<String>) -> Self {
        Self::new("text/html; charset=utf-8", html.into())
    }

    /// A script.
    #[must_use]
    pub fn script(text: impl Into<String>) -> Self {
        Self::new("text/javascript; charset=utf-8", text.into())
    }

    /// A style sheet.
    #[must_use]
    pub fn style(text: impl Into<String>) -> Self {
        Self::new("text/css; charset=utf-8", text.into())
    }

    /// The same, served with this Content-Security-Policy.
    ///
    /// # Errors
    /// When no header can hold it.
    pub fn with_policy(mut self, policy: &str) -> Result<Self> {
        self.policy = Some(policy.parse().context("the policy is no header")?);
        Ok(self)
    }

    fn new(content_type: &'static str, body: String) -> Self {
        Self {
            content_type,
            policy: None,
            body,
        }
    }
}

impl IntoResponse for Resource {
    fn into_response(self) -> Response {
        let headers = [(header::CONTENT_TYPE, self.content_type)];
        let mut response = (headers, self.body).into_response();
        if let Some(policy) = self.policy {
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

impl TestSite {
    pub(crate) async fn start(server: &Server, environment: &Environment) -> Result<Self> {
        let pulse = Pulse::new(environment.secret_key.expose_secret(), &server.url())?;
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("listening for the test site")?;
        let url = format!("http://{}", listener.local_addr()?);
        let resources = Resources::default();
        let router = Router::new()
            .route("/token", get(token))
            .with_state(pulse)
            .route("/watch.js", get(async || Resource::script(sockets::WATCH)))
            .merge(
                Router::new()
                    .route("/{*path}", get(resource))
                    .with_state(Arc::clone(&resources)),
            );
        #[expect(
            clippy::disallowed_methods,
            reason = "the site owns its task and aborts it when it is dropped"
        )]
        let serving = tokio::spawn(axum::serve(listener, router).into_future());
        Ok(Self {
            url,
            resources,
            serving,
        })
    }

    /// Puts a file at a path such as `quick-start`, in place of one that was there.
    pub fn put(&self, path: &str, resource: Resource) {
        self.resources
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.to_owned(), resource);
    }

    /// The address of one of its files.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.url)
    }
}

impl Drop for TestSite {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

type Resources = Arc<Mutex<HashMap<String, Resource>>>;

/// Mints for whoever is named: `/token?id=ada&name=Ada&ttl=60&role=viewer`.
async fn token(
    State(pulse): State<Pulse>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let field = |name: &str| query.get(name).cloned().unwrap_or_default();
    let mut request = TokenRequest::new(field("id"), field("name"));
    if let Ok(seconds) = field("ttl").parse() {
        request = request.lifetime(Duration::from_secs(seconds));
    }
    request = match &*field("role") {
        "viewer" => request.role(Role::Viewer),
        "moderator" => request.role(Role::Moderator),
        _ => request,
    };
    match pulse.mint_token(request).await {
        Ok(token) => Json(json!({ "token": token.expose() })).into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

async fn resource(State(resources): State<Resources>, Path(path): Path<String>) -> Response {
    let found = resources
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&path)
        .cloned();
    let Some(resource) = found else {
        // Every page asks for it; a missing one would look like an error of the page.
        let favicon = path == "favicon.ico";
        return if favicon {
            StatusCode::NO_CONTENT
        } else {
            StatusCode::NOT_FOUND
        }
        .into_response();
    };
    resource.into_response()
}
