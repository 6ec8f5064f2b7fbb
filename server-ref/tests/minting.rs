//! Minting by REST: repeated requests, large tokens, tokens that ask for more
//! than this server understands.

mod support;

use serde_json::{Value, json};
use support::{Client, Environment, Server, auth, tokens};

async fn mint(server: &Server, env: &Environment, key: &str, body: &Value) -> (u16, Value) {
    let url = server.http_url("/auth/token");
    let request = server.http().post(url).bearer_auth(&env.secret);
    let request = request.header("idempotency-key", key).json(body);
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_token() {
    let (server, env) = Server::with_environment().await;
    let body = json!({"userId": "ada", "name": "Ada"});
    let first = mint(&server, &env, "k1", &body).await;
    assert_eq!(first.0, 200);
    assert_eq!(mint(&server, &env, "k1", &body).await, first);
    assert_ne!(mint(&server, &env, "k2", &body).await, first);
    let other = json!({"userId": "bo", "name": "Bo"});
    let (status, answer) = mint(&server, &env, "k1", &other).await;
    assert_eq!((status, &answer["code"]), (409, &json!("conflict")));
    let token = first.1["token"].as_str().unwrap();
    Client::with_auth(&server, auth(&env, token, "/r", 2)).await;
}

#[tokio::test]
async fn a_token_that_no_server_would_take_is_not_minted() {
    let (server, env) = Server::with_environment().await;
    let avatar = format!("https://cdn.example/{}", "a".repeat(2000));
    let rooms: Vec<_> = (0..40).map(|n| format!("{n:0>50}")).collect();
    let body = json!({"userId": "ada", "name": "Ada", "avatar": avatar, "rooms": rooms});
    let (status, answer) = server.ask_token(&env.secret, body).await;
    assert_eq!((status, &answer["code"]), (422, &json!("too_large")));
    let words = answer["error"].as_str().unwrap();
    assert!(words.contains("longer than 4096 bytes"), "{words}");
}

#[tokio::test]
async fn a_token_with_critical_headers_is_refused() {
    let (server, env) = Server::with_environment().await;
    let header = json!({
        "alg": "EdDSA",
        "typ": "JWT",
        "kid": tokens::kid(&env, "ed"),
        "crit": ["b64"],
        "b64": true,
    });
    let token = tokens::signed_with(&env, &header, &tokens::claims("ada", 600));
    let mut client = Client::silent(&server).await;
    client.say(auth(&env, &token, "/r", 2)).await;
    assert_eq!(client.hear("auth:error").await["code"], "invalid_token");
}
