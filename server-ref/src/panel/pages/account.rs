//! One's own account.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use qrcode::{Color, QrCode};
use secrecy::SecretString;

use super::{Asked, Path, refused, see};
use crate::admin::{self, AdminError, TotpOffer, begin_totp};
use crate::panel::form::{Change, Form, faulty};
use crate::panel::page::{Page, moment, render};
use crate::panel::problem::Problem;
use crate::panel::visitor::Session;
use crate::shell;
use crate::state::App;

/// The pages about oneself.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account", get(show))
        .route("/account/name", post(name))
        .route("/account/password", post(password))
        .route("/account/codes", get(codes).post(confirm_codes))
        .route("/account/codes-off", post(codes_off))
        .route("/account/tokens", post(make_token))
        .route("/account/tokens/{token}/revoke", post(revoke_token))
        .route("/account/sessions/{session}/end", post(end_session))
}

#[derive(Template)]
#[template(path = "panel/account.html")]
struct AccountPage {
    page: Page,
    email: String,
    has_codes: bool,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
    made: Option<String>,
    form: Form,
}

struct SessionRow {
    id: String,
    is_this: bool,
    agent: String,
    address: String,
    began: String,
    seen: String,
}

struct TokenRow {
    id: String,
    name: String,
    prefix: String,
    created: String,
    used: String,
    ends: String,
}

#[derive(Template)]
#[template(path = "panel/codes.html")]
struct CodesPage {
    page: Page,
    secret: String,
    picture: Option<Picture>,
    form: Form,
}

/// A QR code as one path of squares.
struct Picture {
    path: String,
    side: usize,
}

async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let form = Form::new().or("name", &session.account.name);
    let shown = Shown {
        form,
        done: asked.done.as_deref(),
        made: None,
    };
    shown.render(&app, &session).await
}

async fn name(
    State(app): State<Arc<App>>,
    Change { session, form }: Change,
) -> Result<Response, Problem> {
    let (who, account) = (&session.who, &session.account);
    let done = admin::change_name(&*app.store, who, account, form.value("name")).await;
    answer(&app, &session, form, "name", done).await
}

async fn password(
    State(app): State<Arc<App>>,
    Change { session, form }: Change,
) -> Result<Response, Problem> {
    let current = SecretString::from(form.verbatim("current"));
    let new = SecretString::from(form.verbatim("password"));
    let done = if form.verbatim("password") == form.verbatim("repeated") {
        admin::change_password(
            &*app.store,
            &app.passwords,
            &session.who,
            &session.account,
            &session.session.hash,
            [&current, &new],
        )
        .await
    } else {
        Err(AdminError::field(
            "repeated",
            "the passwords are not the same",
        ))
    };
    answer(&app, &session, form, "password", done).await
}

async fn codes(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    let offer = begin_totp(&app.tokens, &session.account, None);
    let offer = offer.map_err(refused(&session))?;
    Ok(codes_page(&session, &offer, Form::new()))
}

async fn confirm_codes(
    State(app): State<Arc<App>>,
    Change { session, form }: Change,
) -> Result<Response, Problem> {
    let (who, account) = (&session.who, &session.account);
    let (nonce, code) = (form.value("nonce").to_owned(), form.value("code"));
    let done = admin::confirm_totp(&*app.store, &app.tokens, account, who, &nonce, code).await;
    match done {
        Ok(()) => Ok(see("/panel/account", "totp-on").into_response()),
        Err(error) => {
            let form = faulty(form, error).map_err(refused(&session))?;
            let offer = begin_totp(&app.tokens, account, Some(&nonce));
            let offer = offer.map_err(refused(&session))?;
            Ok(codes_page(&session, &offer, form))
        }
    }
}

async fn codes_off(
    State(app): State<Arc<App>>,
    Change { session, form }: Change,
) -> Result<Response, Problem> {
    let done = admin::end_totp(&*app.store, &session.account, &session.who).await;
    answer(&app, &session, form, "totp-off", done).await
}

async fn make_token(
    State(app): State<Arc<App>>,
    Change { session, form }: Change,
) -> Result<Response, Problem> {
    let days = match form.value("days") {
        "" => Ok(None),
        typed => typed.parse().map(Some),
    };
    let days = days.map_err(|_| AdminError::field("days", "give a whole number, or nothing"));
    let made = match days {
        Ok(days) => {
            let (who, account) = (&session.who, &session.account);
            let name = form.value("token");
            admin::make_token(&*app.store, who, account, name, days).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => {
            let shown = Shown {
                form: Form::new().or("name", &session.account.name),
                done: None,
                made: Some(made.text.reveal().to_owned()),
            };
            shown.render(&app, &session).await
        }
        Err(error) => {
            // The form calls the token's name otherwise than one's own.
            let error = renamed(error, "name", "token");
            answer(&app, &session, form, "token", Err(error)).await
        }
    }
}

async fn revoke_token(
    State(app): State<Arc<App>>,
    path: Path,
    Change { session, form: _ }: Change,
) -> Result<Response, Problem> {
    let id = text(&path, "token");
    let done = admin::revoke_token(&*app.store, &session.who, &session.account, id).await;
    done.map_err(refused(&session))?;
    Ok(see("/panel/account", "revoked-token").into_response())
}

async fn end_session(
    State(app): State<Arc<App>>,
    path: Path,
    Change { session, form: _ }: Change,
) -> Result<Response, Problem> {
    let id = text(&path, "session");
    let done = admin::end_session(&*app.store, &session.who, &session.account, id).await;
    done.map_err(refused(&session))?;
    Ok(see("/panel/account", "ended-session").into_response())
}

fn text<'a>(path: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    path.get(name).map_or("", String::as_str)
}

fn renamed(error: AdminError, from: &'static str, to: &'static str) -> AdminError {
    let AdminError::Invalid(mut faults) = error else {
        return error;
    };
    for fault in faults.iter_mut().filter(|fault| fault.field == from) {
        fault.field = to.into();
    }
    AdminError::Invalid(faults)
}

/// To the page, which says that it was done or what is wrong.
async fn answer(
    app: &App,
    session: &Session,
    form: Form,
    part: &'static str,
    done: Result<(), AdminError>,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(see("/panel/account", part).into_response()),
        Err(error) => {
            let form = faulty(form, error).map_err(refused(session))?;
            let form = form.or("name", &session.account.name);
            let shown = Shown {
                form,
                done: None,
                made: None,
            };
            shown.render(app, session).await
        }
    }
}

struct Shown<'a> {
    form: Form,
    done: Option<&'a str>,
    made: Option<String>,
}

impl Shown<'_> {
    async fn render(self, app: &App, session: &Session) -> Result<Response, Problem> {
        let account = &session.account;
        let sessions = app.store.admin_sessions(&account.id, shell::now()).await?;
        let sessions = sessions.into_iter().map(|one| SessionRow {
            is_this: one.id == session.session.id,
            id: one.id,
            agent: one.agent,
            address: one.address,
            began: moment(one.created_at),
            seen: moment(one.seen_at),
        });
        let tokens = app.store.access_tokens(&account.id).await?;
        let tokens = tokens.into_iter().map(|one| TokenRow {
            id: one.id,
            name: one.name,
            prefix: one.prefix,
            created: moment(one.created_at),
            used: one.used_at.map_or_else(|| "never".to_owned(), moment),
            ends: one.expires_at.map_or_else(|| "never".to_owned(), moment),
        });
        let status = match (self.form.is_faulty(), &self.made) {
            (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, Some(_)) => StatusCode::CREATED,
            (false, None) => StatusCode::OK,
        };
        let page = AccountPage {
            page: Page::of("Your account", "account", session).noticing(self.done),
            email: account.email.clone(),
            has_codes: account.totp.is_some(),
            sessions: sessions.collect(),
            tokens: tokens.collect(),
            made: self.made,
            form: self.form,
        };
        Ok(render(status, &page))
    }
}

fn codes_page(session: &Session, offer: &TotpOffer, form: Form) -> Response {
    let status = match form.is_faulty() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = CodesPage {
        page: Page::of("One-time codes", "account", session),
        secret: offer.secret.clone(),
        picture: picture(&offer.url),
        form: form.or("nonce", &offer.nonce),
    };
    render(status, &page)
}

fn picture(text: &str) -> Option<Picture> {
    let code = QrCode::new(text).ok()?;
    let side = code.width();
    let mut path = String::new();
    for (place, color) in code.into_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (across, down) = (place % side, place / side);
            path.push_str(&format!("M{} {}h1v1h-1z", across + QUIET, down + QUIET));
        }
    }
    let side = side + 2 * QUIET;
    Some(Picture { path, side })
}

/// Readers need so many empty squares around the code.
const QUIET: usize = 4;
