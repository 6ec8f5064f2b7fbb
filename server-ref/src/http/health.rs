//! `GET /healthz`: the process lives. `GET /readyz`: it can do its work.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::state::App;

/// Answers while the process does.
pub(super) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Says whether more requests and sockets may come: not while the server
/// stops, and not while its store does not answer. Without its bus a node
/// serves its own members.
pub(super) async fn readyz(State(app): State<Arc<App>>) -> (StatusCode, Json<Value>) {
    let (status, words) = if app.draining.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else {
        match timeout(STORE_ANSWERS, app.store.revision()).await {
            Ok(Ok(_)) => (StatusCode::OK, "ready"),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "store unreachable"),
        }
    };
    let mut answer = json!({ "status": words });
    if app.bus.has_others() {
        let reached = app.bus.is_connected();
        answer["bus"] = json!(if reached { "connected" } else { "cut" });
    }
    (status, Json(answer))
}

const STORE_ANSWERS: Duration = Duration::from_secs(2);
