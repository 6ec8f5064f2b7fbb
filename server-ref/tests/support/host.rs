//! A host's backend, which calls the REST API with its secret key.

use serde_json::{Value, json};

use super::server::{Environment, Server};

/// A host's backend.
pub struct Host<'a> {
    pub server: &'a Server,
    pub environment: &'a Environment,
}

impl Host<'_> {
    pub async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        self.ask_keyed(method, path, body, None).await
    }

    pub async fn ask_keyed(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        key: Option<&str>,
    ) -> (u16, Value) {
        let url = self.server.http_url(&format!("/api/v1{path}"));
        let method = method.parse().expect("a method");
        let mut request = self.server.http().request(method, url);
        request = request.bearer_auth(&self.environment.secret);
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.ask("GET", path, None).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask("POST", path, Some(body)).await;
        assert_eq!(status, 201, "{path}: {answer}");
        answer
    }

    pub async fn know(&self, user: &str) {
        self.server.token(self.environment, user).await;
    }

    /// A thread in `/r` by ada.
    pub async fn thread(&self, body: &str) -> Value {
        let request = json!({"userId": "ada", "body": body});
        self.post("/rooms/%2Fr/threads", request).await["thread"].clone()
    }
}

/// The names of an object's fields.
pub fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().expect("an object").keys().collect();
    keys.sort();
    keys.into_iter().map(String::as_str).collect()
}

/// A text of an answer.
pub fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// A server with one environment, which knows ada and bo.
#[macro_export]
macro_rules! host {
    ($host:ident, $env:ident) => {
        let (server, $env) = $crate::support::Server::with_environment().await;
        let $host = $crate::support::Host {
            server: &server,
            environment: &$env,
        };
        $host.know("ada").await;
        $host.know("bo").await;
    };
}
