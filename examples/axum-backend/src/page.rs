//! The product page. The template escapes every value it is given.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::SignedCookieJar;

use crate::order::{Finish, Order, OrderForm};
use crate::people::{PEOPLE, Person};
use crate::session::{self, Window};
use crate::site::Site;

/// Everybody who looks at this product meets in this room.
const ROOM: &str = "products/vesper";

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    pulse_url: &'a str,
    publishable_key: &'a str,
    room: &'a str,
    token_endpoint: String,
    you: &'static Person,
    other: &'static Person,
    people: &'static [Person],
    chosen: Option<&'static str>,
    finishes: [Finish; 3],
    order: Order,
}

/// Shows the page. A visitor without a session gets one: as the person the
/// address names, or else as the next of the three.
pub(crate) async fn page(
    State(site): State<Site>,
    jar: SignedCookieJar,
    Query(window): Query<Window>,
    Query(form): Query<OrderForm>,
) -> Response {
    // A name nobody has is no reason to show no page.
    let chosen = window.person().ok().flatten();
    let (jar, signed_in) = match session::person(&jar) {
        Some(person) => (jar, person),
        None => {
            let person = chosen.unwrap_or_else(|| site.next_person());
            (session::begin(jar, person), person)
        }
    };
    let you = chosen.unwrap_or(signed_in);
    let page = Page {
        pulse_url: &site.server_url,
        publishable_key: &site.publishable_key,
        room: ROOM,
        token_endpoint: match chosen {
            Some(person) => format!("/api/collab-token?as={}", person.id),
            None => "/api/collab-token".to_owned(),
        },
        you,
        other: you.next(),
        people: &PEOPLE,
        chosen: chosen.map(|person| person.id),
        finishes: Finish::ALL,
        order: Order::from(&form),
    };
    match page.render() {
        Ok(html) => (jar, [(CACHE_CONTROL, "no-store")], Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page was not rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_break_out_of_the_page() {
        let html = Page {
            pulse_url: r#"http://x/"><script>alert(1)</script>"#,
            publishable_key: "pk_<img src=x onerror='alert(1)'>",
            room: "a & b",
            token_endpoint: r#"/" onload="alert(1)"#.to_owned(),
            you: &PEOPLE[0],
            other: &PEOPLE[1],
            people: &PEOPLE,
            chosen: Some(r#""><i>"#),
            finishes: Finish::ALL,
            order: Order::from(&OrderForm::default()),
        }
        .render()
        .unwrap();
        for broken in [
            "<script>alert",
            "<img src=x",
            "\" onload=\"",
            "a & b",
            "\"><i>",
        ] {
            assert!(!html.contains(broken), "{broken}");
        }
        assert!(html.contains("a &#38; b"));
    }

    #[test]
    fn nothing_inline_would_need_a_looser_policy() {
        let sources = [
            include_str!("../templates/page.html"),
            include_str!("../templates/hero.html"),
            include_str!("../templates/features.html"),
            include_str!("../templates/gallery.html"),
            include_str!("../templates/specs.html"),
            include_str!("../templates/order.html"),
            include_str!("../templates/faq.html"),
        ];
        for inline in [" style=", "<style", " onclick=", "<script>"] {
            assert!(
                sources.iter().all(|source| !source.contains(inline)),
                "{inline}"
            );
        }
    }
}
