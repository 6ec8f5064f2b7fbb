//! Links between people and the server. A link carries messages in order, and
//! late; it may stall in one direction or both without a word to either end,
//! go dead for good in the same way, or break, which both ends are told. What
//! a person has let go of can still reach the server, after the person's next
//! link was made. Of the room's events, which carry their places, some arrive
//! twice and some before their predecessor: the places are there to set it right.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use tokio::sync::{Notify, mpsc};
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

/// How the way between one person and the server is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weather {
    /// Nothing reaches the server.
    pub(crate) up_stalls: bool,
    /// Nothing reaches the person.
    pub(crate) down_stalls: bool,
    /// The longest a message takes.
    pub(crate) slowest_ms: u64,
}

impl Weather {
    pub(crate) const FAIR: Self = Self {
        up_stalls: false,
        down_stalls: false,
        slowest_ms: 60,
    };
}

/// The weather of one person, and who waits for another. No `watch` channel:
/// that wakes its receivers in an order drawn by lot.
#[derive(Debug, Clone)]
pub(crate) struct Sky(Arc<(Mutex<Weather>, Notify)>);

impl Sky {
    pub(crate) fn fair() -> Self {
        Self(Arc::new((Mutex::new(Weather::FAIR), Notify::new())))
    }

    pub(crate) fn now(&self) -> Weather {
        *self.lock()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Weather)) {
        change(&mut self.lock());
        self.0.1.notify_waiters();
    }

    async fn until(&self, is_so: impl Fn(&Weather) -> bool) {
        loop {
            // Made first, so that no change falls in between.
            let changed = self.0.1.notified();
            if is_so(&self.now()) {
                return;
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Weather> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What travels.
#[derive(Debug, Clone)]
pub(crate) enum Packet {
    /// The person asks for a connection, the server gives it.
    Handshake,
    Message(Message),
}

impl Packet {
    /// Whether it has a place among the room's events.
    fn is_event(&self) -> bool {
        let Self::Message(Message::Text(text)) = self else {
            return false;
        };
        let text = text.as_str();
        EVENTS.iter().any(|kind| text.starts_with(kind)) && text.contains(PLACE)
    }
}

/// One end of a link.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) inbox: mpsc::Receiver<Packet>,
    /// Full: what sends waits, as a socket does.
    pub(crate) outbox: mpsc::Sender<Packet>,
}

/// What may happen to a link.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fate {
    /// It breaks: what is under way is lost, and both ends are told.
    pub(crate) broken: CancellationToken,
    /// It goes dead: nothing comes through any more, and nobody is told.
    pub(crate) dead: CancellationToken,
}

impl Fate {
    /// What befalls this befalls the other too, not the other way round.
    pub(crate) fn shared(&self) -> Self {
        Self {
            broken: self.broken.child_token(),
            dead: self.dead.child_token(),
        }
    }
}

/// Makes a link: the person's end and the server's.
pub(crate) fn link(sky: &Sky, fate: Fate, chance: &mut Rng) -> (End, End) {
    let (from_person, up) = mpsc::channel(PERSON_SAYS);
    let (to_server, at_server) = mpsc::channel(UNREAD);
    let (from_server, down) = mpsc::channel(SERVER_SAYS);
    let (to_person, at_person) = mpsc::channel(UNREAD);
    let up = Way {
        from: up,
        to: to_server,
        sky: sky.clone(),
        stalls: |weather| weather.up_stalls,
        chance: chance.fork(),
    };
    let down = Way {
        from: down,
        to: to_person,
        sky: sky.clone(),
        stalls: |weather| weather.down_stalls,
        chance: chance.fork(),
    };
    #[expect(clippy::disallowed_methods, reason = "ends with both ends of the link")]
    tokio::spawn(async move {
        // Each direction ends by itself: half of a link may outlive the other.
        tokio::select! {
            biased;
            () = fate.broken.cancelled() => {}
            _ = async { tokio::join!(up.carry(&fate.dead), down.carry(&fate.dead)) } => {}
        }
    });
    let person = End {
        inbox: at_person,
        outbox: from_person,
    };
    let server = End {
        inbox: at_server,
        outbox: from_server,
    };
    (person, server)
}

/// One direction of a link.
struct Way {
    from: mpsc::Receiver<Packet>,
    to: mpsc::Sender<Packet>,
    sky: Sky,
    stalls: fn(&Weather) -> bool,
    chance: Rng,
}

impl Way {
    async fn carry(mut self, dead: &CancellationToken) {
        tokio::select! {
            biased;
            // As long as the receiver waits, there is somebody it waits for.
            () = dead.cancelled() => self.to.closed().await,
            () = run(&mut self.from, &self.to, &self.sky, self.stalls, &mut self.chance) => {}
        }
    }
}

async fn run(
    from: &mut mpsc::Receiver<Packet>,
    to: &mpsc::Sender<Packet>,
    sky: &Sky,
    stalls: fn(&Weather) -> bool,
    chance: &mut Rng,
) {
    while let Some(packet) = from.recv().await {
        let slowest_ms = sky.now().slowest_ms;
        sleep(Duration::from_millis(
            slowest_ms * chance.u64(..1000) / 1000,
        ))
        .await;
        sky.until(|weather| !stalls(weather)).await;
        let mut arrived = Some(packet);
        while let Some(mut packet) = arrived {
            // What was sent meanwhile was under way at the same time.
            let mut next = from.try_recv().ok();
            if packet.is_event() {
                if let Some(next) = next.as_mut().filter(|next| next.is_event())
                    && chance.u32(..SWAPPED) == 0
                {
                    std::mem::swap(&mut packet, next);
                }
                if chance.u32(..REPEATED) == 0 && to.send(packet.clone()).await.is_err() {
                    return;
                }
            }
            if to.send(packet).await.is_err() {
                return;
            }
            arrived = next;
        }
    }
}

/// How the frames of events begin.
const EVENTS: [&str; 4] = [
    r#"{"type":"thread:"#,
    r#"{"type":"comment:"#,
    r#"{"type":"reaction:"#,
    r#"{"type":"activity:"#,
];
const PLACE: &str = r#""seq":"#;
/// One event in so many arrives before its predecessor, where both are under way.
const SWAPPED: u32 = 16;
/// And one in so many twice.
const REPEATED: u32 = 32;

/// More than an engine can have to say at once: its outbox and its signals.
const PERSON_SAYS: usize = 4096;
const SERVER_SAYS: usize = 64;
const UNREAD: usize = 16;
