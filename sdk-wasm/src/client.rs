//! `PulseClient`: the interface of the original, and what it lacks.

use std::rc::Rc;

use js_sys::{Function, Promise, TypeError};
use pulse_client_core::{Command, Input, Problem, Token, WriteStatus};
use pulse_protocol::entity::{PresenceStatus, TargetType};
use pulse_protocol::{
    AttachmentId, ClientMessage, CommentCreate, CommentDelete, CommentEdit, CommentId, DrawClear,
    DrawStroke, EmojiDrop, ErrorCode, NotificationId, NotificationRead, NotificationReadAll, OpId,
    ReactionAdd, ReactionId, ReactionRemove, ThreadCreate, ThreadDelete, ThreadId, ThreadMove,
    ThreadResolve, Viewport,
};
use serde_json::Number;
use wasm_bindgen::prelude::*;

use crate::driver::Driver;
use crate::options::Options;
use crate::state::PulseState;
use crate::tell::connection_state;
use crate::upload::upload;
use crate::value::{field, from_json, strings, verbatim};

/// A client of one room.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct PulseClient {
    pub(crate) driver: Rc<Driver>,
    state: JsValue,
}

#[wasm_bindgen]
impl PulseClient {
    /// A client that does nothing yet.
    ///
    /// # Errors
    /// A sentence that names the option which is missing or malformed.
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(options: &JsValue) -> Result<Self, JsValue> {
        let options = Options::read(options).map_err(|error| type_error(&error))?;
        let driver = Driver::new(options);
        let state = PulseState::new(Rc::clone(&driver)).into();
        Ok(Self { driver, state })
    }

    /// Connects and stays connected.
    #[wasm_bindgen(skip_typescript)]
    pub fn connect(&self) {
        self.driver.feed(Input::Command(Command::Connect));
    }

    /// Stops, and forgets what was seen. Unsent writes stay.
    #[wasm_bindgen(skip_typescript)]
    pub fn disconnect(&self) {
        self.driver.feed(Input::Command(Command::Disconnect));
    }

    /// Ends everything, listeners included.
    #[wasm_bindgen(skip_typescript)]
    pub fn destroy(&self) {
        self.driver.destroy();
    }

    /// The connection's status.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn status(&self) -> String {
        self.driver.status().as_str().to_owned()
    }

    /// The status in the words of the original.
    #[wasm_bindgen(getter, js_name = connectionState, skip_typescript)]
    pub fn connection_state(&self) -> String {
        connection_state(self.driver.status()).to_owned()
    }

    /// What there is to show.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn state(&self) -> JsValue {
        self.state.clone()
    }

    /// One's own writes that are not settled.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn pending(&self) -> JsValue {
        from_json(&self.driver.pending())
    }

    /// The function that fetches tokens.
    #[wasm_bindgen(getter, js_name = getToken, skip_typescript)]
    pub fn get_token(&self) -> Option<Function> {
        self.driver.get_token.borrow().clone()
    }

    /// Sets the function that fetches tokens, or takes it away.
    ///
    /// # Errors
    /// When it is neither a function nor null nor undefined.
    #[wasm_bindgen(setter, js_name = getToken, skip_typescript)]
    pub fn set_get_token(&self, function: JsValue) -> Result<(), JsValue> {
        let function = match function.dyn_into::<Function>() {
            Ok(function) => Some(function),
            Err(other) if other.is_null() || other.is_undefined() => None,
            Err(_) => return Err(type_error("getToken must be a function")),
        };
        self.driver.set_get_token(function);
        Ok(())
    }

    /// Uses this token from now on.
    ///
    /// # Errors
    /// When it is empty.
    #[wasm_bindgen(js_name = setToken, skip_typescript)]
    pub fn set_token(&self, token: &str) -> Result<(), JsValue> {
        let token = Token::new(token).ok_or_else(|| type_error("token is empty"))?;
        self.driver.feed(Input::Command(Command::SetToken(token)));
        Ok(())
    }

    /// Starts a conversation and returns its id.
    ///
    /// # Errors
    /// When the position is no JSON object.
    #[wasm_bindgen(js_name = createThread, skip_typescript)]
    pub fn create_thread(&self, body: String, options: &JsValue) -> Result<String, JsValue> {
        let position = field(options, "position");
        let position = if position.is_null() || position.is_undefined() {
            None
        } else {
            Some(verbatim(&position).ok_or_else(|| type_error("position must be an object"))?)
        };
        let id = self.fresh(ThreadId::parse)?;
        self.driver.write(ClientMessage::ThreadCreate(ThreadCreate {
            id: id.clone(),
            comment_id: None,
            body,
            mentions: strings(&field(options, "mentions")),
            position,
            attachment_ids: attachment_ids(&field(options, "attachmentIds"))?,
        }));
        Ok(id.to_string())
    }

    /// Replies, and returns the comment's id.
    ///
    /// # Errors
    /// When the thread's id is malformed.
    #[wasm_bindgen(skip_typescript)]
    pub fn reply(
        &self,
        thread_id: &str,
        body: String,
        mentions: &JsValue,
        attachments: &JsValue,
    ) -> Result<String, JsValue> {
        let id = self.fresh(CommentId::parse)?;
        self.driver
            .write(ClientMessage::CommentCreate(CommentCreate {
                thread_id: parsed(ThreadId::parse(thread_id))?,
                id: id.clone(),
                body,
                mentions: strings(mentions),
                attachment_ids: attachment_ids(attachments)?,
            }));
        Ok(id.to_string())
    }

    /// Changes a comment's text.
    ///
    /// # Errors
    /// When the id is malformed.
    #[wasm_bindgen(js_name = editComment, skip_typescript)]
    pub fn edit_comment(
        &self,
        comment_id: &str,
        body: String,
        mentions: &JsValue,
    ) -> Result<Promise, JsValue> {
        Ok(self.promise(ClientMessage::CommentEdit(CommentEdit {
            comment_id: parsed(CommentId::parse(comment_id))?,
            body,
            mentions: strings(mentions),
        })))
    }

    /// Removes a comment; with the last one goes the thread.
    ///
    /// # Errors
    /// When the id is malformed.
    #[wasm_bindgen(js_name = deleteComment, skip_typescript)]
    pub fn delete_comment(&self, comment_id: &str) -> Result<Promise, JsValue> {
        let comment_id = parsed(CommentId::parse(comment_id))?;
        Ok(self.promise(ClientMessage::CommentDelete(CommentDelete { comment_id })))
    }

    /// Removes a conversation.
    ///
    /// # Errors
    /// When the id is malformed.
    #[wasm_bindgen(js_name = deleteThread, skip_typescript)]
    pub fn delete_thread(&self, thread_id: &str) -> Result<Promise, JsValue> {
        let thread_id = parsed(ThreadId::parse(thread_id))?;
        Ok(self.promise(ClientMessage::ThreadDelete(ThreadDelete { thread_id })))
    }

    /// Settles a conversation, or opens it again.
    ///
    /// # Errors
    /// When the id is malformed.
    #[wasm_bindgen(js_name = resolveThread, skip_typescript)]
    pub fn resolve_thread(&self, id: &str, resolved: Option<bool>) -> Result<Promise, JsValue> {
        Ok(self.promise(ClientMessage::ThreadResolve(ThreadResolve {
            thread_id: parsed(ThreadId::parse(id))?,
            resolved: resolved.unwrap_or(true),
        })))
    }

    /// Puts a pin elsewhere.
    ///
    /// # Errors
    /// When the id is malformed or the position is no object.
    #[wasm_bindgen(js_name = updateThreadPosition, skip_typescript)]
    pub fn update_thread_position(&self, id: &str, position: &JsValue) -> Result<Promise, JsValue> {
        Ok(self.promise(ClientMessage::ThreadMove(ThreadMove {
            thread_id: parsed(ThreadId::parse(id))?,
            position: verbatim(position).ok_or_else(|| type_error("position must be an object"))?,
        })))
    }

    /// Reacts.
    ///
    /// # Errors
    /// When the target's type is neither comment nor thread.
    #[wasm_bindgen(js_name = addReaction, skip_typescript)]
    pub fn add_reaction(
        &self,
        target_id: String,
        target_type: &str,
        emoji: String,
    ) -> Result<Promise, JsValue> {
        let target_type = match target_type {
            "comment" => TargetType::Comment,
            "thread" => TargetType::Thread,
            _ => return Err(type_error("targetType must be comment or thread")),
        };
        Ok(self.promise(ClientMessage::ReactionAdd(ReactionAdd {
            id: None,
            target_id,
            target_type,
            emoji,
        })))
    }

    /// Takes a reaction back.
    ///
    /// # Errors
    /// When the id is malformed.
    #[wasm_bindgen(js_name = removeReaction, skip_typescript)]
    pub fn remove_reaction(&self, reaction_id: &str) -> Result<Promise, JsValue> {
        let reaction_id = parsed(ReactionId::parse(reaction_id))?;
        Ok(self.promise(ClientMessage::ReactionRemove(ReactionRemove {
            reaction_id,
        })))
    }

    /// A notification was seen.
    ///
    /// # Errors
    /// When the id is malformed.
    #[wasm_bindgen(js_name = markRead, skip_typescript)]
    pub fn mark_read(&self, notification_id: &str) -> Result<Promise, JsValue> {
        let notification_id = parsed(NotificationId::parse(notification_id))?;
        Ok(
            self.promise(ClientMessage::NotificationRead(NotificationRead {
                notification_id,
            })),
        )
    }

    /// All notifications were seen.
    #[wasm_bindgen(js_name = markAllRead, skip_typescript)]
    pub fn mark_all_read(&self) -> Promise {
        self.promise(ClientMessage::NotificationReadAll(
            NotificationReadAll::default(),
        ))
    }

    /// The pointer is here.
    #[wasm_bindgen(js_name = moveCursor, skip_typescript)]
    pub fn move_cursor(&self, point: &JsValue) {
        if let Some(position) = verbatim(point) {
            self.driver.feed_signal(Command::MoveCursor(position));
        }
    }

    /// The person pressed here.
    #[wasm_bindgen(js_name = performClick, skip_typescript)]
    pub fn perform_click(&self, point: &JsValue) {
        if let Some(position) = verbatim(point) {
            self.driver.feed_signal(Command::Click(position));
        }
    }

    /// The person is writing.
    #[wasm_bindgen(js_name = sendTyping, skip_typescript)]
    pub fn send_typing(&self, thread_id: &str) {
        if let Ok(thread_id) = ThreadId::parse(thread_id) {
            self.driver.feed_signal(Command::Typing(thread_id));
        }
    }

    /// How present the person wants to appear.
    #[wasm_bindgen(js_name = updatePresence, skip_typescript)]
    pub fn update_presence(&self, status: &str) {
        let status = match status {
            "idle" => PresenceStatus::Idle,
            "offline" => PresenceStatus::Offline,
            _ => PresenceStatus::Online,
        };
        self.driver
            .feed(Input::Command(Command::SetPresence(status)));
    }

    /// Appears to others as gone, or not any more.
    #[wasm_bindgen(js_name = setAppearOffline, skip_typescript)]
    pub fn set_appear_offline(&self, offline: bool) {
        self.update_presence(if offline { "offline" } else { "online" });
    }

    /// The part of the page that is visible.
    #[wasm_bindgen(js_name = updateViewport, skip_typescript)]
    pub fn update_viewport(&self, viewport: &JsValue) {
        let number = |name| Number::from_f64(field(viewport, name).as_f64()?);
        let read = || {
            Some(Viewport {
                scroll_x: number("scrollX")?,
                scroll_y: number("scrollY")?,
                viewport_width: number("viewportWidth")?,
                viewport_height: number("viewportHeight")?,
                page_width: number("pageWidth")?,
                page_height: number("pageHeight")?,
            })
        };
        if let Some(viewport) = read() {
            self.driver.feed_signal(Command::SetViewport(viewport));
        }
    }

    /// The text that is selected; null for none.
    #[wasm_bindgen(js_name = updateSelection, skip_typescript)]
    pub fn update_selection(&self, selection: &JsValue) {
        let selection = verbatim(selection).filter(pulse_protocol::Verbatim::is_object);
        self.driver.feed_signal(Command::SetSelection(selection));
    }

    /// A finished line on the page.
    #[wasm_bindgen(js_name = drawStroke, skip_typescript)]
    pub fn draw_stroke(&self, points: &JsValue, color: String, width: f64) {
        if let (Some(points), Some(width)) = (verbatim(points), Number::from_f64(width)) {
            let stroke = DrawStroke {
                points,
                color,
                width,
            };
            self.driver
                .feed_signal(Command::Signal(ClientMessage::DrawStroke(stroke)));
        }
    }

    /// Wipes drawings.
    #[wasm_bindgen(js_name = clearDrawing, skip_typescript)]
    pub fn clear_drawing(&self) {
        let clear = ClientMessage::DrawClear(DrawClear {});
        self.driver.feed_signal(Command::Signal(clear));
    }

    /// Lets an emoji fly.
    #[wasm_bindgen(js_name = dropEmoji, skip_typescript)]
    pub fn drop_emoji(&self, emoji: String, position: &JsValue) {
        if let Some(position) = verbatim(position) {
            let drop = ClientMessage::EmojiDrop(EmojiDrop { emoji, position });
            self.driver.feed_signal(Command::Signal(drop));
        }
    }

    /// Uploads a file; its attachment's id goes into a comment.
    #[wasm_bindgen(js_name = uploadFile, skip_typescript)]
    pub fn upload_file(&self, file: &JsValue, options: &JsValue) -> Promise {
        upload(&self.driver, file, options)
    }

    /// A promise for the write that made `id`: resolved once the server has it.
    #[wasm_bindgen(skip_typescript)]
    pub fn settled(&self, id: &str) -> Promise {
        if let Some(problem) = self.driver.promises.turned_away(id) {
            return self.driver.promises.rejected(&problem);
        }
        let writes = self.driver.pending();
        match writes.into_iter().rev().find(|write| write.target_id == id) {
            None => Promise::resolve(&JsValue::UNDEFINED),
            Some(write) => match (write.status, write.error) {
                (WriteStatus::Failed, Some(problem)) => self.driver.promises.rejected(&problem),
                _ => self.driver.promises.open(&write.op_id),
            },
        }
    }

    /// Tries a refused write again.
    #[wasm_bindgen(skip_typescript)]
    pub fn retry(&self, op_id: &str) {
        if let Ok(op_id) = OpId::parse(op_id) {
            self.driver.feed(Input::Command(Command::Retry(op_id)));
        }
    }

    /// Gives a write up.
    #[wasm_bindgen(skip_typescript)]
    pub fn discard(&self, op_id: &str) {
        if let Ok(op_id) = OpId::parse(op_id) {
            self.driver
                .feed(Input::Command(Command::Discard(op_id.clone())));
            let problem = Problem::new(ErrorCode::Unknown, "the write was discarded");
            self.driver.promises.reject(&op_id, &problem);
        }
    }

    /// Listens to an event; the answer ends it.
    #[wasm_bindgen(skip_typescript)]
    pub fn on(&self, event: &JsValue, listener: &Function) -> Function {
        self.driver.listeners.on(event, listener)
    }

    /// Ends listening.
    #[wasm_bindgen(skip_typescript)]
    pub fn off(&self, event: &JsValue, listener: &Function) {
        self.driver.listeners.off(event, listener);
    }

    /// Ends all listening, to the client and to its state.
    #[wasm_bindgen(js_name = removeAll, skip_typescript)]
    pub fn remove_all(&self) {
        self.driver.listeners.clear();
        self.driver.state_listeners.clear();
    }
}

impl PulseClient {
    fn promise(&self, message: ClientMessage) -> Promise {
        let Some(op_id) = self.driver.fresh_id().and_then(|id| OpId::parse(id).ok()) else {
            let message = "the client has stopped after an internal fault";
            return self
                .driver
                .promises
                .rejected(&Problem::new(ErrorCode::Internal, message));
        };
        // First the promise: the write may be refused before the call returns.
        let promise = self.driver.promises.open(&op_id);
        self.driver
            .feed(Input::Command(Command::Write { op_id, message }));
        promise
    }

    fn fresh<T, E>(&self, parse: impl FnOnce(String) -> Result<T, E>) -> Result<T, JsValue> {
        let id = self.driver.fresh_id().and_then(|id| parse(id).ok());
        id.ok_or_else(|| {
            js_sys::Error::new("the client has stopped after an internal fault").into()
        })
    }
}

fn attachment_ids(value: &JsValue) -> Result<Vec<AttachmentId>, JsValue> {
    strings(value)
        .into_iter()
        .map(|id| parsed(AttachmentId::parse(id)))
        .collect()
}

fn parsed<T>(id: Result<T, pulse_protocol::IdError>) -> Result<T, JsValue> {
    id.map_err(|error| type_error(&error.to_string()))
}

fn type_error(message: &str) -> JsValue {
    TypeError::new(&format!("PulseClient: {message}")).into()
}
