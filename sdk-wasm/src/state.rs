//! `client.state`: what there is to show.

use std::rc::Rc;

use js_sys::{Array, Function, Map};
use pulse_client_core::{Signal, View};
use wasm_bindgen::prelude::*;

use crate::driver::Driver;
use crate::live::Stage;
use crate::rows::{Rows, Single};
use crate::threads::Threads;
use crate::value::{field, from_json, parse};

/// What a client knows of its room. Read it at any time; listen to hear of changes.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct PulseState {
    driver: Rc<Driver>,
}

/// The objects and arrays that were handed out.
#[derive(Debug)]
pub(crate) struct Shown {
    user: Single,
    config: Single,
    users: Rows,
    presence: Rows,
    threads: Threads,
    notifications: Rows,
    activity: Rows,
    /// By target, which they are sorted by.
    reactions: Vec<(String, Rows)>,
}

impl PulseState {
    pub(crate) const fn new(driver: Rc<Driver>) -> Self {
        Self { driver }
    }
}

#[wasm_bindgen]
impl PulseState {
    /// Oneself; null before the client was let in.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn user(&self) -> JsValue {
        self.driver.look(&Shown::user)
    }

    /// What one's token allows, in the server's word.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn role(&self) -> JsValue {
        self.driver.look(&|_, view| view.role().as_str().into())
    }

    /// What the environment allows.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn config(&self) -> JsValue {
        self.driver.look(&Shown::config)
    }

    /// How shared data works; null where it is switched off.
    #[wasm_bindgen(getter, js_name = p2pConfig, skip_typescript)]
    pub fn p2p_config(&self) -> JsValue {
        self.driver.look(&|_, view| from_json(&view.p2p_config()))
    }

    /// Everybody known.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn users(&self) -> JsValue {
        self.driver.look(&Shown::users)
    }

    /// Who is here.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn presence(&self) -> JsValue {
        self.driver.look(&Shown::presence)
    }

    /// The conversations.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn threads(&self) -> JsValue {
        self.driver.look(&Shown::threads)
    }

    /// One's notifications.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn notifications(&self) -> JsValue {
        self.driver.look(&Shown::notifications)
    }

    /// What happened lately.
    #[wasm_bindgen(getter, js_name = activityLogs, skip_typescript)]
    pub fn activity_logs(&self) -> JsValue {
        self.driver.look(&Shown::activity_logs)
    }

    /// How many notifications were not seen.
    #[wasm_bindgen(getter, js_name = unreadCount, skip_typescript)]
    pub fn unread_count(&self) -> JsValue {
        self.driver
            .look(&|_, view| (view.unread_count() as f64).into())
    }

    /// What others see of the page, by user id.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn viewports(&self) -> JsValue {
        self.driver
            .look(&|_, view| by_user(view.viewports(), &parse))
    }

    /// What others have selected, by user id.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn selections(&self) -> JsValue {
        self.driver
            .look(&|_, view| by_user(view.selections(), &|text| field(&parse(text), "selection")))
    }

    /// Somebody by their id.
    #[wasm_bindgen(js_name = getUser, skip_typescript)]
    pub fn get_user(&self, id: &str) -> JsValue {
        self.driver.look(&|shown, view| {
            let Some(user) = view.user_by_id(id) else {
                return JsValue::UNDEFINED;
            };
            shown.users.object_of(user).unwrap_or_else(|| {
                shown.users.list(view.users());
                shown.users.object_of(user).unwrap_or_default()
            })
        })
    }

    /// The reactions on a comment or thread.
    #[wasm_bindgen(js_name = getReactions, skip_typescript)]
    pub fn get_reactions(&self, target_id: &str) -> JsValue {
        self.driver
            .look(&|shown, view| shown.reactions(view, target_id))
    }

    /// Where somebody's window is; undefined when it is not known.
    #[wasm_bindgen(js_name = getViewport, skip_typescript)]
    pub fn get_viewport(&self, user_id: &str) -> JsValue {
        self.driver.look(&|_, view| {
            let found = view
                .viewports()
                .iter()
                .find(|signal| signal.user_id.as_str() == user_id);
            found.map_or(JsValue::UNDEFINED, |signal| parse(&signal.text))
        })
    }

    /// Who is writing in a thread.
    #[wasm_bindgen(js_name = getTypingUsers, skip_typescript)]
    pub fn get_typing_users(&self, thread_id: &str) -> JsValue {
        self.driver.look(&|_, view| {
            let users: Array = view
                .typing(thread_id)
                .map(|id| JsValue::from_str(id.as_str()))
                .collect();
            users.into()
        })
    }

    /// Listens to a change; the answer ends it.
    #[wasm_bindgen(skip_typescript)]
    pub fn on(&self, event: &JsValue, listener: &Function) -> Function {
        self.driver.state_listeners.on(event, listener)
    }

    /// Ends listening.
    #[wasm_bindgen(skip_typescript)]
    pub fn off(&self, event: &JsValue, listener: &Function) {
        self.driver.state_listeners.off(event, listener);
    }
}

impl Shown {
    pub(crate) fn new(stage: &Stage) -> Self {
        Self {
            user: Single::default(),
            config: Single::default(),
            users: Rows::default(),
            presence: Rows::default(),
            threads: Threads::new(stage),
            notifications: Rows::default(),
            activity: Rows::default(),
            reactions: Vec::new(),
        }
    }

    pub(crate) fn user(&mut self, view: View<'_>) -> JsValue {
        view.user()
            .map_or(JsValue::NULL, |user| self.user.object(user))
    }

    pub(crate) fn config(&mut self, view: View<'_>) -> JsValue {
        self.config.object(view.config())
    }

    pub(crate) fn users(&mut self, view: View<'_>) -> JsValue {
        self.users.list(view.users()).into()
    }

    pub(crate) fn presence(&mut self, view: View<'_>) -> JsValue {
        self.presence.list(view.presence()).into()
    }

    pub(crate) fn notifications(&mut self, view: View<'_>) -> JsValue {
        self.notifications.list(view.notifications()).into()
    }

    pub(crate) fn activity_logs(&mut self, view: View<'_>) -> JsValue {
        self.activity.list(view.activity_logs()).into()
    }

    pub(crate) fn reactions(&mut self, view: View<'_>, target_id: &str) -> JsValue {
        rows_of(&mut self.reactions, target_id)
            .list(view.reactions(target_id))
            .into()
    }

    pub(crate) fn threads(&mut self, view: View<'_>) -> JsValue {
        self.threads.list(view.threads())
    }
}

/// The rows of one target.
fn rows_of<'a>(all: &'a mut Vec<(String, Rows)>, target_id: &str) -> &'a mut Rows {
    let place = all.binary_search_by(|(id, _)| id.as_str().cmp(target_id));
    let at = place.unwrap_or_else(|at| {
        all.insert(at, (target_id.to_owned(), Rows::default()));
        at
    });
    &mut all[at].1
}

fn by_user(signals: &[Signal], read: &dyn Fn(&str) -> JsValue) -> JsValue {
    let map = Map::new();
    for signal in signals {
        map.set(&signal.user_id.as_str().into(), &read(&signal.text));
    }
    map.into()
}
