//! Who asks, and about which environment: what most pages begin with.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;

use super::form::{Change, Form};
use super::problem::Problem;
use super::visitor::Session;
use crate::admin::{AdminError, Editor, find_environment};
use crate::state::App;
use crate::storage::Environment;

/// Somebody who looks at an environment.
#[derive(Debug)]
pub(super) struct EnvironmentView {
    pub(super) session: Session,
    pub(super) environment: Environment,
}

impl FromRequestParts<Arc<App>> for EnvironmentView {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        let environment = named(parts, app, &session).await?;
        Ok(Self {
            session,
            environment,
        })
    }
}

/// A change by somebody who may make it: members are refused here.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) session: Session,
    pub(super) editor: Editor,
    pub(super) form: Form,
}

impl FromRequest<Arc<App>> for Edit {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let Change { session, form } = Change::from_request(request, app).await?;
        let editor = session.who.editor();
        let editor = editor.map_err(|error| session.refused(error))?;
        Ok(Self {
            session,
            editor,
            form,
        })
    }
}

/// The same in an environment.
#[derive(Debug)]
pub(super) struct EnvironmentEdit {
    pub(super) session: Session,
    pub(super) editor: Editor,
    pub(super) environment: Environment,
    pub(super) form: Form,
}

impl FromRequest<Arc<App>> for EnvironmentEdit {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        // A name that is none is said to who is signed in, after the form was read.
        let id = id_in(&mut parts, app).await;
        let request = Request::from_parts(parts, body);
        let Edit {
            session,
            editor,
            form,
        } = Edit::from_request(request, app).await?;
        let environment = find_environment(&*app.store, &id).await;
        let environment = environment.map_err(|error| session.refused(error))?;
        Ok(Self {
            session,
            editor,
            environment,
            form,
        })
    }
}

/// A form about an environment that changes nothing, so that members may send it.
#[derive(Debug)]
pub(super) struct EnvironmentQuestion {
    pub(super) session: Session,
    pub(super) environment: Environment,
    pub(super) form: Form,
}

impl FromRequest<Arc<App>> for EnvironmentQuestion {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let id = id_in(&mut parts, app).await;
        let request = Request::from_parts(parts, body);
        let Change { session, form } = Change::from_request(request, app).await?;
        let environment = find_environment(&*app.store, &id).await;
        let environment = environment.map_err(|error| session.refused(error))?;
        Ok(Self {
            session,
            environment,
            form,
        })
    }
}

async fn named(
    parts: &mut Parts,
    app: &Arc<App>,
    session: &Session,
) -> Result<Environment, Problem> {
    let id = id_in(parts, app).await;
    let found = find_environment(&*app.store, &id).await;
    found.map_err(|error: AdminError| session.refused(error))
}

/// The environment's id in the path: empty, which is nobody's, when there is none.
async fn id_in(parts: &mut Parts, app: &Arc<App>) -> String {
    let path = Path::<BTreeMap<String, String>>::from_request_parts(parts, app).await;
    let id = path
        .ok()
        .and_then(|Path(mut ids)| ids.remove("environment"));
    id.unwrap_or_default()
}
