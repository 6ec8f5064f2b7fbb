//! `GET /healthz`: the process lives.

use axum::Json;
use serde_json::{Value, json};

/// Answers while the process does.
pub(super) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}
