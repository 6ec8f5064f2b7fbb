//! Files as they are served, and as they lie on the disk.

use serde_json::Value;

use super::host::text;
use super::server::Server;

/// A file as it is served.
pub struct File {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl File {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn ask(server: &Server, method: &str, url: &str, headers: &[(&str, &str)]) -> File {
    let method = method.parse().unwrap();
    let mut request = server.http().request(method, server.http_url(url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    File {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        bytes: answer.bytes().await.unwrap().to_vec(),
    }
}

pub async fn fetch(server: &Server, url: &Value) -> File {
    ask(server, "GET", text(url), &[]).await
}

/// All files below the place of the uploads.
pub fn kept_files(server: &Server) -> Vec<String> {
    let mut found = vec![];
    let mut folders = vec![server.data().join("uploads")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => found.push(entry.path().display().to_string()),
            }
        }
    }
    found
}
