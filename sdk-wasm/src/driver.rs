//! Drives an engine with what the browser has: sockets, a clock, a timer,
//! page events, promises.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use pulse_client_core::{
    Command, Effect, Engine, Input, Page, PendingWrite, Problem, Provider, Status, TokenReason,
    TokenRequest, View,
};
use pulse_protocol::{ClientMessage, ErrorCode, OpId};
use wasm_bindgen::JsValue;

use crate::clock::Clock;
use crate::listeners::Listeners;
use crate::options::{self, Options};
use crate::page::{self, PageEvents};
use crate::settle::Promises;
use crate::socket::Socket;
use crate::state::Shown;
use crate::timer::Timer;
use crate::{fault, host, token};

/// One client's engine and everything around it.
#[derive(Debug)]
pub(crate) struct Driver {
    engine: RefCell<Engine>,
    shown: RefCell<Shown>,
    clock: Clock,
    url: String,
    socket: RefCell<Option<Socket>>,
    timer: Timer,
    page: RefCell<Option<PageEvents>>,
    pub(crate) get_token: RefCell<Option<Function>>,
    token_endpoint: Option<String>,
    pub(crate) listeners: Listeners,
    pub(crate) state_listeners: Listeners,
    pub(crate) promises: Promises,
    /// Somebody up the stack is doing effects and will do the new ones too.
    busy: Cell<bool>,
    last_backlog: Cell<u64>,
    pub(crate) ended: Cell<bool>,
}

impl Driver {
    pub(crate) fn new(options: Options) -> Rc<Self> {
        let driver = Rc::new_cyclic(|weak: &std::rc::Weak<Self>| {
            let on_ring = weak.clone();
            Self {
                engine: RefCell::new(Engine::new(options.config, seed())),
                shown: RefCell::default(),
                clock: Clock::start(),
                url: options.url,
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
                listeners: Listeners::default(),
                state_listeners: Listeners::default(),
                promises: Promises::new(),
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

    /// A command that needs a connection with room in it.
    pub(crate) fn feed_signal(self: &Rc<Self>, command: Command) {
        self.report_backlog();
        self.feed(Input::Command(command));
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
    }

    /// Lets go of everything that belongs to the browser.
    pub(crate) fn end(&self) {
        self.ended.set(true);
        self.socket.take();
        self.page.take();
        self.get_token.take();
        self.timer.set(0, None);
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
                match Socket::open(Rc::downgrade(self), connection, &self.url) {
                    Ok(socket) => {
                        self.socket.replace(Some(socket));
                    }
                    // Mixed content, for one, is refused without a close event.
                    Err(error) => {
                        crate::listeners::report(&error);
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
            Effect::SaveOutbox(_) => {}
        }
    }

    fn fetch_token(self: &Rc<Self>, request: TokenRequest, reason: TokenReason) {
        let Some(source) = self.token_source() else {
            return;
        };
        let driver = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            let result = token::fetch(source, reason).await;
            if let Some(driver) = driver.upgrade() {
                driver.feed(Input::Token { request, result });
            }
        });
    }

    fn token_source(&self) -> Option<token::Source> {
        options::source(
            self.get_token.borrow().clone(),
            self.token_endpoint.as_ref(),
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
