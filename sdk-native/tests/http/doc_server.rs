// Included by the examples of the documentation, in hidden lines: a server
// that mints, so that the examples run.

async fn a_server() -> (String, String) {
    use axum::{Json, Router, routing::post};
    use serde_json::{Value, json};

    let mint = |Json(body): Json<Value>| async move {
        let token = format!("eyJ.for.{}", body["userId"].as_str().unwrap_or_default());
        Json(json!({ "token": token, "expiresAt": "2026-05-01T09:00:00.000Z" }))
    };
    let app = Router::new().route("/auth/token", post(mint));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
    (secret_key, server_url)
}
