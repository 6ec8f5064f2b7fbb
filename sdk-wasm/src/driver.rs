//! Drives an engine with what the browser has: sockets, a clock, a timer,
//! page events, promises.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use pulse_client_core::{
    Command, Effect, Engine, Input, Page, PendingWrite, Problem, Provider, SavedWrite, Status,
    Token, TokenReason, TokenRequest, View,
};
use pulse_protocol::{ClientMessage, ErrorCode, OpId};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, AbortSignal};

use crate::browser::Kept;
use crate::clock::Clock;
use crate::listeners::Told;
use crate::live::{Listeners, Stage};
use crate::options::{self, Options};
use crate::page::{self, PageEvents};
use crate::settle::Promises;
use crate::socket::Socket;
use crate::state::Shown;
use crate::timer::Timer;
use crate::{endpoint, fault, host, token};

/// One client's engine and everything around it.
#[derive(Debug)]
pub(crate) struct Driver {
    engine: RefCell<Engine>,
    shown: RefCell<Shown>,
    clock: Clock,
    url: String,
    api_key: String,
    web_socket: Option<Function>,
    socket: RefCell<Option<Socket>>,
    timer: Timer,
    page: RefCell<Option<PageEvents>>,
    pub(crate) get_token: RefCell<Option<Function>>,
    token_endpoint: Option<String>,
    pub(crate) stage: Stage,
    pub(crate) listeners: Listeners,
    pub(crate) state_listeners: Listeners,
    /// Where the message is that the stage is dealing with, and how long.
    live: Cell<(usize, usize)>,
    pub(crate) promises: Promises,
    kept: Option<Kept>,
    /// Aborts what is under way beside the socket.
    uploads: RefCell<Option<AbortController>>,
    /// Somebody up the stack is doing effects and will do the new ones too.
    busy: Cell<bool>,
    last_backlog: Cell<u64>,
    pub(crate) ended: Cell<bool>,
}

impl Driver {
    pub(crate) fn new(options: Options) -> Rc<Self> {
        let stage = Stage::new();
        let driver = Rc::new_cyclic(|weak: &std::rc::Weak<Self>| {
            let on_ring = weak.clone();
            let api_key = options.config.api_key.clone();
            let room = options.config.room.clone();
            let mut engine = Engine::new(options.config, seed());
            let kept = options
                .outbox_storage
                .map(|storage| Kept::new(&storage, &api_key, room.as_str(), &engine.fresh_id()));
            Self {
                engine: RefCell::new(engine),
                shown: RefCell::new(Shown::new(&stage)),
                clock: Clock::start(),
                url: options.url,
                api_key,
                web_socket: options.web_socket,
                socket: RefCell::new(None),
                timer: Timer::new(move || {
                    if let Some(driver) = on_ring.upgrade() {
                        driver.timer.rang();
                        driver.report_backlog();
                        driver.feed(Input::Timer);
                    }
                }),
                page: RefCell::new(None),
                get_token: RefCell::new(options.get_token),
                token_endpoint: options.token_endpoint,
                listeners: stage.client(),
                state_listeners: stage.state(),
                stage,
                live: Cell::default(),
                promises: Promises::new(),
                kept,
                uploads: RefCell::new(None),
                busy: Cell::new(false),
                last_backlog: Cell::new(0),
                ended: Cell::new(false),
            }
        });
        let events = PageEvents::listen(Rc::downgrade(&driver));
        driver.page.replace(Some(events));
        if page::is_offline() {
            driver.feed(Input::Page(Page::Offline));
        }
        driver
    }

    /// Tells the engine something and does what follows from it.
    pub(crate) fn feed(self: &Rc<Self>, input: Input) {
        if self.ended.get() {
            return;
        }
        let now = self.clock.now();
        // Borrowed already means that the engine failed in the middle of something.
        let Ok(mut engine) = self.engine.try_borrow_mut() else {
            fault::close_if_broken(self);
            return;
        };
        engine.handle(now, input);
        drop(engine);
        self.drain();
    }

    /// Tells the engine what a socket has said.
    pub(crate) fn hear(self: &Rc<Self>, input: Input) {
        if let Input::SocketMessage { text, .. } = &input {
            self.live.set((text.as_ptr() as usize, text.len()));
        }
        self.feed(input);
        self.live.set((0, 0));
    }

    /// Whether this is the very text that came, and no part of it: the engine hands it on where it
    /// is, and whatever else may lie there later is shorter.
    pub(crate) fn is_live(&self, text: &str) -> bool {
        self.live.get() == (text.as_ptr() as usize, text.len())
    }

    /// Lets the stage tell cursors while the client is let in.
    pub(crate) fn tell_stage_who_is_here(&self, status: Status) {
        let engine = self.engine.try_borrow().ok();
        let user = engine.as_ref().and_then(|engine| engine.view().user());
        let here = user.filter(|_| status == Status::Connected);
        self.stage.set_me(here.map(|user| user.id.as_str()));
    }

    /// A command that needs a connection with room in it.
    pub(crate) fn feed_signal(self: &Rc<Self>, command: Command) {
        self.report_backlog();
        self.feed(Input::Command(command));
    }

    /// Sends a frame that the engine has no part in; the bytes that wait for the network then.
    pub(crate) fn carry(&self, frame: &str) -> Option<f64> {
        let socket = self.socket.try_borrow().ok()?;
        let socket = socket
            .as_ref()
            .filter(|_| self.status() == Status::Connected)?;
        socket.send(frame);
        Some(socket.backlog() as f64)
    }

    /// A write, and the name it goes by.
    pub(crate) fn write(self: &Rc<Self>, message: ClientMessage) -> Option<OpId> {
        let op_id = OpId::parse(self.fresh_id()?).ok()?;
        let command = Command::Write {
            op_id: op_id.clone(),
            message,
        };
        self.feed(Input::Command(command));
        Some(op_id)
    }

    pub(crate) fn fresh_id(&self) -> Option<String> {
        self.engine
            .try_borrow_mut()
            .ok()
            .map(|mut engine| engine.fresh_id())
    }

    /// Shows something of the view.
    pub(crate) fn look(&self, show: &dyn Fn(&mut Shown, View<'_>) -> JsValue) -> JsValue {
        let (Ok(engine), Ok(mut shown)) = (self.engine.try_borrow(), self.shown.try_borrow_mut())
        else {
            return JsValue::UNDEFINED;
        };
        show(&mut shown, engine.view())
    }

    pub(crate) fn status(&self) -> Status {
        if self.ended.get() {
            return Status::Closed;
        }
        self.engine
            .try_borrow()
            .map_or(Status::Closed, |engine| engine.view().status())
    }

    pub(crate) fn pending(&self) -> Vec<PendingWrite> {
        self.engine
            .try_borrow()
            .map_or_else(|_| Vec::new(), |engine| engine.view().pending().collect())
    }

    pub(crate) fn set_get_token(self: &Rc<Self>, function: Option<Function>) {
        self.get_token.replace(function);
        let provider = if self.token_source().is_some() {
            Provider::Present
        } else {
            Provider::Absent
        };
        self.feed(Input::Command(Command::SetProvider(provider)));
    }

    /// Ends everything. Nothing is heard or told afterwards.
    pub(crate) fn destroy(self: &Rc<Self>) {
        if self.ended.get() {
            return;
        }
        self.feed(Input::Command(Command::Disconnect));
        self.end();
        let message = "the client was destroyed before the server had this";
        self.promises
            .reject_all(&Problem::new(ErrorCode::Unavailable, message));
        self.listeners.clear();
        self.state_listeners.clear();
        self.forget();
    }

    /// Lets go of what was shown and not sent: the page may hold a client that it has destroyed.
    fn forget(&self) {
        self.shown.replace(Shown::new(&self.stage));
        if let Ok(mut engine) = self.engine.try_borrow_mut() {
            let pending: Vec<OpId> = engine.view().pending().map(|write| write.op_id).collect();
            for op_id in pending {
                engine.handle(0, Input::Command(Command::Discard(op_id)));
            }
            // What is kept in a storage stays there: nobody does these effects.
            while engine.poll_effect().is_some() {}
        }
    }

    /// Lets go of everything that belongs to the browser.
    pub(crate) fn end(&self) {
        self.ended.set(true);
        self.socket.take();
        self.page.take();
        self.get_token.take();
        if let Some(uploads) = self.uploads.take() {
            uploads.abort();
        }
        self.timer.set(0, None);
    }

    /// The token, unless another one is needed.
    pub(crate) fn token(&self) -> Option<Token> {
        let engine = self.engine.try_borrow().ok()?;
        engine.token(self.clock.now()).cloned()
    }

    pub(crate) fn api_key(&self) -> &str {
        &self.api_key
    }

    pub(crate) fn upload_url(&self) -> String {
        endpoint::upload_url(&self.url)
    }

    pub(crate) fn largest_file_mb(&self) -> u32 {
        self.engine
            .try_borrow()
            .map_or(u32::MAX, |engine| engine.view().config().max_file_size_mb)
    }

    /// Aborted when the client ends.
    pub(crate) fn until_ended(&self) -> Option<AbortSignal> {
        let mut uploads = self.uploads.borrow_mut();
        if uploads.is_none() {
            *uploads = AbortController::new().ok();
        }
        let controller = uploads.as_ref()?;
        if self.ended.get() {
            controller.abort();
        }
        Some(controller.signal())
    }

    /// Whether the engine failed in the middle of something.
    pub(crate) fn is_broken(&self) -> bool {
        self.engine.try_borrow_mut().is_err()
    }

    fn drain(self: &Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        loop {
            let effect = self
                .engine
                .try_borrow_mut()
                .ok()
                .and_then(|mut engine| engine.poll_effect());
            match effect {
                Some(effect) => self.perform(effect),
                None => break,
            }
        }
        self.busy.set(false);
        if let Ok(engine) = self.engine.try_borrow()
            && !self.ended.get()
        {
            self.timer.set(self.clock.now(), engine.poll_timeout());
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::OpenSocket { connection } => {
                self.last_backlog.set(0);
                match Socket::open(
                    Rc::downgrade(self),
                    connection,
                    &self.url,
                    self.web_socket.as_ref(),
                    &self.stage,
                ) {
                    Ok(socket) => {
                        self.socket.replace(Some(socket));
                    }
                    // Mixed content, for one, is refused without a close event.
                    Err(error) => {
                        host::console_error(&error);
                        self.feed(Input::SocketClosed {
                            connection,
                            code: 1006,
                        });
                    }
                }
            }
            Effect::CloseSocket { connection } => {
                let mut socket = self.socket.borrow_mut();
                if socket
                    .as_ref()
                    .is_some_and(|socket| socket.connection == connection)
                {
                    socket.take();
                }
            }
            Effect::Send { connection, text } => {
                let socket = self.socket.borrow();
                if let Some(socket) = socket
                    .as_ref()
                    .filter(|socket| socket.connection == connection)
                {
                    socket.send(&text);
                }
            }
            Effect::FetchToken { request, reason } => self.fetch_token(request, reason),
            Effect::Emit(event) => self.tell(event),
            Effect::SaveOutbox(writes) => self.keep(&writes),
        }
    }

    fn fetch_token(self: &Rc<Self>, request: TokenRequest, reason: TokenReason) {
        let Some(source) = self.token_source() else {
            return;
        };
        let driver = Rc::downgrade(self);
        token::fetch(&source, reason, move |result| {
            if let Some(driver) = driver.upgrade() {
                driver.feed(Input::Token { request, result });
            }
        });
    }

    /// Takes over what an earlier client of this person could not deliver.
    pub(crate) fn take_over(&self) {
        let Some(kept) = &self.kept else {
            return;
        };
        if let Ok(mut engine) = self.engine.try_borrow_mut()
            && let Some(user) = engine.view().user().cloned()
        {
            let left = kept.take_over(user.id.as_str());
            if !left.is_empty() {
                engine.restore(left);
            }
        }
    }

    fn keep(&self, writes: &[SavedWrite]) {
        if self.kept.as_ref().is_none_or(|kept| kept.save(writes)) {
            return;
        }
        let message = "the outboxStorage takes no more: a reload would lose the unsent writes";
        let problem = Problem::new(ErrorCode::OutboxFull, message);
        self.listeners
            .tell(Told::Error, &|| crate::problem::payload(&problem));
    }

    pub(crate) fn token_source(&self) -> Option<JsValue> {
        options::source(
            self.get_token.borrow().as_ref(),
            self.token_endpoint.as_deref(),
        )
    }

    /// Tells the engine how much the socket has to carry, when that has changed.
    fn report_backlog(self: &Rc<Self>) {
        let now = self
            .socket
            .borrow()
            .as_ref()
            .map(|socket| (socket.connection, socket.backlog()));
        if let Some((connection, bytes)) = now
            && (self.last_backlog.replace(bytes) != bytes || bytes > 0)
        {
            self.feed(Input::Backlog { connection, bytes });
        }
    }
}

fn seed() -> u64 {
    let mut bytes = [0; 8];
    if host::random_values(&mut bytes).is_err() {
        return (js_sys::Math::random() * 9e15) as u64;
    }
    u64::from_le_bytes(bytes)
}
