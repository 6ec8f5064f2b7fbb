//! Visits the site as a browser would, with a Pulse server of its own on
//! loopback that says whom a token was minted for.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::env::VarError;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use axum_backend::{Settings, site};
use pulse_protocol::key::SecretKey;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// The site, and the Pulse server it mints at. Both end with this.
struct Visit {
    site: Router,
    server_url: String,
    _tasks: JoinSet<()>,
}

impl Visit {
    /// A Pulse server that mints.
    async fn new() -> Self {
        let mint = |Json(body): Json<Value>| async move {
            let token = format!("{} ({})", body["name"].as_str().unwrap(), body["userId"]);
            Json(json!({"token": token, "expiresAt": "2026-05-01T09:00:00.000Z"}))
        };
        Self::with_server(Router::new().route("/auth/token", post(mint))).await
    }

    async fn with_server(server: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server_url = format!("http://{}", listener.local_addr().unwrap());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, server).await.unwrap() });
        Self {
            site: site(settings(&server_url)),
            server_url,
            _tasks: tasks,
        }
    }

    async fn get(&self, path: &str, cookie: Option<&str>) -> Response<Body> {
        let mut request = Request::get(path);
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        self.site
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    /// Opens a page as somebody new: its text and the cookie it set.
    async fn open(&self, path: &str) -> (String, String) {
        let response = self.get(path, None).await;
        assert_eq!(response.status(), StatusCode::OK);
        let set = response.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .to_owned();
        let cookie = set.split(';').next().unwrap().to_owned();
        (text(response).await, cookie)
    }

    async fn token(&self, path: &str, cookie: Option<&str>) -> (StatusCode, Value) {
        let response = self.get(path, cookie).await;
        assert_eq!(response.headers()["cache-control"], "no-store");
        let status = response.status();
        (status, serde_json::from_str(&text(response).await).unwrap())
    }
}

fn settings(server_url: &str) -> Settings {
    let secret_key = SecretKey::from_seed([7; 32]).reveal();
    Settings::from_variables(|name| match name {
        "PULSE_SECRET_KEY" => Ok(secret_key.clone()),
        "PULSE_PUBLISHABLE_KEY" => Ok("pk_demo".to_owned()),
        "PULSE_SERVER_URL" => Ok(server_url.to_owned()),
        _ => Err(VarError::NotPresent),
    })
    .unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), 1024 * 1024).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn says_you_are(page: &str, name: &str) -> bool {
    page.contains(&format!(r#"data-testid="you">{name}<"#))
}

#[tokio::test]
async fn visitors_without_a_session_are_the_three_people_in_turn() {
    let visit = Visit::new().await;
    for name in ["Ada Byron", "Grace Okafor", "Linus Berg", "Ada Byron"] {
        let (page, _) = visit.open("/").await;
        assert!(says_you_are(&page, name), "{name}");
    }
}

#[tokio::test]
async fn the_session_is_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let visit = Visit::new().await;
    let response = visit.get("/", None).await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
}

#[tokio::test]
async fn who_returns_is_still_the_same_and_gets_their_own_token() {
    let visit = Visit::new().await;
    let (_, ada) = visit.open("/").await;
    let (_, grace) = visit.open("/").await;

    let again = visit.get("/", Some(&ada)).await;
    assert!(!again.headers().contains_key("set-cookie"));
    assert!(says_you_are(&text(again).await, "Ada Byron"));

    let (status, answer) = visit.token("/api/collab-token", Some(&ada)).await;
    assert_eq!(
        (status, answer),
        (StatusCode::OK, json!({"token": "Ada Byron (\"ada\")"}))
    );
    let (_, answer) = visit.token("/api/collab-token", Some(&grace)).await;
    assert_eq!(answer, json!({"token": "Grace Okafor (\"grace\")"}));
}

#[tokio::test]
async fn without_a_session_there_is_no_token() {
    let visit = Visit::new().await;
    let refused = json!({"error": "there is no session: open the page again"});
    let unauthorized = (StatusCode::UNAUTHORIZED, refused);
    assert_eq!(visit.token("/api/collab-token", None).await, unauthorized);
    assert_eq!(
        visit.token("/api/collab-token?as=ada", None).await,
        unauthorized
    );
    let forged = Some("larkspoke_session=ada");
    assert_eq!(visit.token("/api/collab-token", forged).await, unauthorized);
}

#[tokio::test]
async fn two_windows_of_one_browser_can_be_two_people() {
    let visit = Visit::new().await;
    let (first, cookie) = visit.open("/").await;
    assert!(first.contains(r#"data-token-endpoint="/api/collab-token""#));

    let second = text(visit.get("/?as=grace", Some(&cookie)).await).await;
    assert!(says_you_are(&second, "Grace Okafor"));
    assert!(second.contains(r#"data-token-endpoint="/api/collab-token?as=grace""#));

    let (_, answer) = visit
        .token("/api/collab-token?as=grace", Some(&cookie))
        .await;
    assert_eq!(answer, json!({"token": "Grace Okafor (\"grace\")"}));
    let (_, answer) = visit.token("/api/collab-token", Some(&cookie)).await;
    assert_eq!(answer, json!({"token": "Ada Byron (\"ada\")"}));
}

#[tokio::test]
async fn a_link_decides_who_a_new_visitor_is() {
    let visit = Visit::new().await;
    let (page, cookie) = visit.open("/?as=linus").await;
    assert!(says_you_are(&page, "Linus Berg"));
    let (_, answer) = visit.token("/api/collab-token", Some(&cookie)).await;
    assert_eq!(answer, json!({"token": "Linus Berg (\"linus\")"}));
}

#[tokio::test]
async fn nobody_can_be_somebody_who_is_not_of_the_three() {
    let visit = Visit::new().await;
    let (page, cookie) = visit.open("/?as=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(says_you_are(&page, "Ada Byron"));
    assert!(!page.contains("alert(1)"));
    let (status, answer) = visit
        .token("/api/collab-token?as=mallory", Some(&cookie))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer, json!({"error": "`as` must be ada, grace or linus"}));
}

#[tokio::test]
async fn a_pulse_server_that_fails_is_not_the_visitors_to_debug() {
    let failing = |status: StatusCode| {
        let answer = move || async move { (status, Json(json!({"error": "inner detail"}))) };
        Router::new().route("/auth/token", post(answer))
    };
    let cases = [
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (StatusCode::UNAUTHORIZED, StatusCode::BAD_GATEWAY),
    ];
    for (theirs, ours) in cases {
        let visit = Visit::with_server(failing(theirs)).await;
        let (_, cookie) = visit.open("/").await;
        let (status, answer) = visit.token("/api/collab-token", Some(&cookie)).await;
        assert_eq!(status, ours);
        assert_eq!(
            answer,
            json!({"error": "comments are not available at the moment"})
        );
    }
}

#[tokio::test]
async fn the_page_loads_pulse_and_says_where_everything_is() {
    let visit = Visit::new().await;
    let response = visit.get("/", None).await;
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    let page = text(response).await;
    let server = &visit.server_url;
    assert!(page.contains(&format!(r#"<script src="{server}/sdk/pulse.js" defer>"#)));
    assert!(page.contains(&format!(r#"data-endpoint="{server}""#)));
    assert!(page.contains(r#"data-api-key="pk_demo""#));
    assert!(page.contains(r#"data-room="products/vesper""#));
    assert!(policy.contains(&format!("script-src 'self' {server} 'wasm-unsafe-eval'")));
    assert!(!page.contains("sk_"));
}

#[tokio::test]
async fn the_files_of_the_page_come_with_their_types() {
    let visit = Visit::new().await;
    let files = [
        ("/app.js", "text/javascript"),
        ("/site.css", "text/css"),
        ("/favicon.svg", "image/svg+xml"),
    ];
    for (path, content_type) in files {
        let response = visit.get(path, None).await;
        assert_eq!(response.headers()["content-type"], content_type);
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert!(!response.headers().contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn an_order_fills_the_basket_and_keeps_the_window() {
    let visit = Visit::new().await;
    let (page, _) = visit.open("/?as=grace&finish=copper&quantity=3").await;
    assert!(page.contains("In your basket: 3 × Vesper in copper, €387."));
    assert!(page.contains(r#"<input type="hidden" name="as" value="grace">"#));
}
