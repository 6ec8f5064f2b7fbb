//! The OpenAPI document: what the routes say of themselves, and what holds
//! for all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use pulse_protocol::rest::ErrorBody;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, ObjectBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Type};
use utoipa::{Modify, OpenApi as _};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{admin, api, files, token};
use crate::state::App;

/// Every route that is described.
pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Beginning::openapi())
        .routes(routes!(token::mint))
        .routes(routes!(files::serve))
        .nest("/api/v1", api::routes())
        .nest("/api/admin/v1", admin::routes())
}

/// The document as it is served.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = routes().into_openapi();
    complete(&mut document);
    document
}

/// `GET /api/v1/openapi.json`.
pub(super) async fn serve() -> Json<OpenApi> {
    Json(document())
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Pulse",
        description = "What backends of host sites call. Every write reaches the room's \
            connected clients at once.\n\nTimes are ISO 8601 in UTC with milliseconds. Lists are \
            whole unless `limit` or `cursor` is given. A POST with an `Idempotency-Key` has one \
            effect, however often it is sent within 24 hours."
    ),
    components(schemas(ErrorBody)),
    security(("secretKey" = [])),
    modifiers(&Keys),
    tags(
        (name = "Tokens", description = "Tokens for people's browsers."),
        (name = "Rooms", description = "Rooms, and who is in them."),
        (name = "Threads", description = "Conversations."),
        (name = "Comments", description = "What people wrote."),
        (name = "Reactions", description = "Emoji on comments."),
        (name = "Uploads", description = "Files that go with comments."),
        (name = "Users", description = "The people an environment knows."),
        (name = "Admin", description = "What the panel does, for programs that show a personal access token."),
        (name = "Shared data", description = "For browsers that share data directly."),
    )
)]
struct Beginning;

/// The ways to show who is asking.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let secret = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A secret key, `sk_…`. It never leaves the host's backend.",
            ));
        let header = |name: &str, words: &str| {
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, words)))
        };
        components.add_security_scheme("secretKey", SecurityScheme::Http(secret.build()));
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("A person's token, from `/auth/token`."));
        components.add_security_scheme("userBearer", SecurityScheme::Http(token.build()));
        let access = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A personal access token, `pat_…`, from the panel. It may do what its owner may.",
            ));
        components.add_security_scheme("accessToken", SecurityScheme::Http(access.build()));
        components.add_security_scheme(
            "publishableKey",
            header("X-Pulse-Key", "A publishable key, `pk_…`."),
        );
        components.add_security_scheme(
            "userToken",
            header("X-Pulse-Token", "A person's token, from `/auth/token`."),
        );
    }
}

/// Adds what holds for every operation, so that no route repeats it: the
/// answers to what may go wrong, and the header that makes a write repeatable.
fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        // The admin API takes no Idempotency-Key.
        let is_admin = path.starts_with("/api/admin/");
        let operations = [
            (&mut item.get, false),
            (&mut item.put, false),
            (&mut item.post, !is_admin),
            (&mut item.patch, false),
            (&mut item.delete, false),
        ];
        for (operation, is_post) in operations {
            if let Some(operation) = operation {
                complete_operation(operation, is_post);
            }
        }
    }
}

fn complete_operation(operation: &mut Operation, is_post: bool) {
    let in_path = |one: &RefOr<Parameter>| match one {
        RefOr::T(parameter) => parameter.parameter_in == ParameterIn::Path,
        RefOr::Ref(_) => false,
    };
    let parameters = operation.parameters.get_or_insert_default();
    let names_something = parameters.iter().any(in_path);
    let writes = operation.request_body.is_some();
    if is_post && writes {
        parameters.push(RefOr::T(idempotency_key()));
    }
    let mut statuses = BTreeSet::from([400, 401, 500, 503]);
    if names_something {
        statuses.extend([403, 404, 409]);
    }
    if writes {
        statuses.extend([404, 409, 413]);
    }
    for status in statuses {
        let known = operation.responses.responses.entry(status.to_string());
        known.or_insert_with(|| RefOr::T(failure(status)));
    }
}

fn failure(status: u16) -> utoipa::openapi::Response {
    let words = match status {
        400 => "Something in the request is missing or wrong; the text names it",
        401 => "The key is missing, mistyped, unknown or revoked",
        403 => "The environment has this switched off, or only the author may do it",
        404 => "There is no such thing in this environment, or nobody by that id",
        409 => "The idempotency key was used for another request, or the thing is gone",
        413 => "Larger than its limit; the text has the limit",
        503 => "The server is stopping; try again",
        _ => "A fault of the server; its log has more under the request's id",
    };
    let body = Content::new(Some(Ref::from_schema_name("ErrorBody")));
    ResponseBuilder::new()
        .description(words)
        .content("application/json", body)
        .build()
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "Names the write: sent again, it gets the same answer and has no second effect",
        ))
        .schema(Some(text))
        .build()
}

/// The document as text for people and tools.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn document_text() -> serde_json::Result<String> {
    serde_json::to_string_pretty(&document())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// What is for people, operators and browsers, and no part of the API.
    const OTHERS: [&str; 8] = [
        "/",
        "/api/v1/docs",
        "/api/v1/docs/style.css",
        "/api/v1/openapi.json",
        "/healthz",
        "/metrics",
        "/readyz",
        "/sdk/{*path}",
    ];

    #[test]
    fn a_route_without_a_description_is_none_of_the_api() {
        let source = concat!(include_str!("mod.rs"), include_str!("api.rs"));
        let routes = source.split(".route(").skip(1);
        let paths: BTreeSet<_> = routes
            .map(|text| text.split('"').nth(1).expect("a path"))
            .collect();
        assert_eq!(paths, BTreeSet::from(OTHERS));
    }
}
