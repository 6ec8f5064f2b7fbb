//! A browser, or a backend, that sends files.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::server::{Environment, Server};

/// Somebody who sends files.
pub struct Sender<'a> {
    pub server: &'a Server,
    headers: Vec<(&'static str, String)>,
    path: &'static str,
}

impl<'a> Sender<'a> {
    /// A person's browser.
    pub async fn browser(server: &'a Server, environment: &Environment, user: &str) -> Self {
        let token = server.token(environment, user).await;
        Self::showing(server, &environment.publishable, &token)
    }

    /// A browser with any key and token.
    pub fn showing(server: &'a Server, key: &str, token: &str) -> Self {
        let headers = vec![
            ("x-pulse-key", key.to_owned()),
            ("x-pulse-token", token.to_owned()),
        ];
        Self {
            server,
            headers,
            path: "/api/v1/upload",
        }
    }

    /// A host's backend.
    pub fn backend(server: &'a Server, environment: &Environment) -> Self {
        let headers = vec![("authorization", format!("Bearer {}", environment.secret))];
        Self {
            server,
            headers,
            path: "/api/v1/upload",
        }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// As a widget whose `endpoint` ends in a slash.
    pub fn with_path(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    pub async fn send_form(&self, form: Form) -> (u16, Value) {
        let url = self.server.http_url(self.path);
        // As browsers do: names go as they are.
        let form = form.percent_encode_noop();
        let mut request = self.server.http().post(url).multipart(form);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }

    pub async fn send(&self, name: &str, kind: &str, bytes: Vec<u8>) -> (u16, Value) {
        self.send_form(Form::new().part("file", part(name, kind, bytes)))
            .await
    }

    /// A file that is taken.
    pub async fn sends(&self, name: &str, kind: &str, bytes: Vec<u8>) -> Value {
        let (status, answer) = self.send(name, kind, bytes).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

pub fn part(name: &str, kind: &str, bytes: Vec<u8>) -> Part {
    let part = Part::bytes(bytes).file_name(name.to_owned());
    part.mime_str(kind).expect("a media type")
}

/// A comment with files, as a widget sends it.
pub fn thread_with(id: &str, files: &[&Value]) -> Value {
    let ids: Vec<&Value> = files.iter().map(|file| &file["id"]).collect();
    json!({
        "type": "thread:create",
        "id": id,
        "body": "",
        "mentions": [],
        "position": null,
        "attachmentIds": ids,
    })
}
