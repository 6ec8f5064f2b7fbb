//! The OpenAPI document and the page made of it.

mod support;

use pulse_server::http::document;
use serde_json::{Value, json};
use support::Server;

#[test]
fn the_document_is_the_reviewed_one() {
    insta::assert_json_snapshot!(document());
}

#[tokio::test]
async fn the_document_is_served_and_printed() {
    let server = Server::start().await;
    let url = server.http_url("/api/v1/openapi.json");
    let served: Value = server
        .http()
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let printed = server.command(&["openapi"]).await;
    let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(served, printed);
    assert_eq!(served, json!(document()));
}

#[tokio::test]
async fn every_described_operation_is_there_and_asks_for_a_key() {
    let server = Server::start().await;
    let document = json!(document());
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            if method == "parameters" {
                continue;
            }
            let address: Vec<_> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "some" } else { part })
                .collect();
            let url = server.http_url(&address.join("/"));
            let verb = method.to_uppercase().parse().unwrap();
            let mut request = server.http().request(verb, url);
            if item[method]["requestBody"].is_object() {
                request = request.json(&json!({}));
            }
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16().to_string();
            let described = &item[method]["responses"][&status];
            assert!(described.is_object(), "{method} {path}: {status}");
            let open = item[method]["security"] == json!([{}]);
            assert!(open || status == "401", "{method} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn the_page_shows_every_operation_and_runs_nothing() {
    let server = Server::start().await;
    let url = server.http_url("/api/v1/docs");
    let answer = server.http().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"));
    let page = answer.text().await.unwrap();
    assert!(!page.contains("<script") && !page.contains("style=\""));
    let document = json!(document());
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(page.contains(&format!("<article id=\"{id}\">")), "{id}");
        }
    }
    let style = server.http_url("/api/v1/docs/style.css");
    let style = server.http().get(style).send().await.unwrap();
    assert_eq!(
        style.headers()["content-type"].to_str().unwrap(),
        "text/css; charset=utf-8"
    );
}
