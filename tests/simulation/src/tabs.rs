//! Two tabs of one person, and somebody who writes to that person: with the
//! real engines and the real server, and in fair weather.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use pulse_client_core::{Page, Status};
use pulse_protocol::{
    ClientFrame, ClientMessage, NotificationRead, NotificationReadAll, RoomId, UserId,
};
use pulse_server::shell::simulated;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::network::Sky;
use crate::person::{Endpoint, Order, Person};
use crate::server::Site;
use crate::trouble::Reins;
use crate::witness::Chronicle;
use crate::world::look;

/// Two tabs of Ada, and Ben.
struct Room {
    tabs: [Reins; 2],
    ben: Reins,
    site: Arc<Site>,
    chronicle: Arc<Chronicle>,
    comments: u32,
    _lives: JoinSet<()>,
}

impl Room {
    async fn open() -> Self {
        let room = RoomId::parse("/room").expect(FINE);
        let site = Arc::new(Site::build(&room));
        site.start(0);
        let chronicle = Arc::new(Chronicle::default());
        let mut lives = JoinSet::new();
        let mut chance = Rng::with_seed(1);
        let mut enter = |name: &str, label: &str| {
            let name = UserId::parse(name).expect(FINE);
            let sky = Sky::fair();
            let (orders, obeyed) = mpsc::channel(16);
            let (site, chronicle) = (Arc::clone(&site), Arc::clone(&chronicle));
            let label = label.to_owned();
            let chance = chance.fork();
            let person = Person::new(
                name,
                label,
                site,
                room.clone(),
                sky.clone(),
                chronicle,
                chance,
            );
            lives.spawn(person.live(obeyed));
            Reins { orders, sky }
        };
        let tabs = [enter("ada", "ada.1"), enter("ada", "ada.2")];
        let ben = enter("ben", "ben");
        for person in tabs.iter().chain([&ben]) {
            person.give(Order::Tokens(Endpoint::Good)).await;
            person.give(Order::Rest).await;
            until(person, |look| look.status == Status::Connected).await;
        }
        let room = Self {
            tabs,
            ben,
            site,
            chronicle,
            comments: 0,
            _lives: lives,
        };
        let thread = r#"{"type":"thread:create","id":"t1","commentId":"c0","body":"hello"}"#;
        room.write(&room.tabs[0], thread).await;
        room
    }

    /// Writes, and waits until the server has it.
    async fn write(&self, who: &Reins, json: &str) {
        let message = ClientFrame::decode(json).expect(FINE).message;
        self.tell(who, message).await;
    }

    async fn tell(&self, who: &Reins, message: ClientMessage) {
        who.give(Order::Write(message)).await;
        until(who, |look| look.waiting == 0).await;
    }

    /// Ben replies, of which Ada is told.
    async fn reply(&mut self) {
        self.comments += 1;
        let id = self.comments;
        let comment =
            format!(r#"{{"type":"comment:create","threadId":"t1","id":"c{id}","body":"{id}"}}"#);
        self.write(&self.ben, &comment).await;
    }

    async fn both_have_unread(&self, count: usize) {
        for tab in &self.tabs {
            until(tab, |look| look.unread == count).await;
        }
    }

    fn end(self) {
        assert_eq!(self.chronicle.faults(), Vec::<String>::new());
    }
}

/// Looks again and again, in simulated time.
async fn until(person: &Reins, is_so: impl Fn(&crate::person::Look) -> bool) {
    let looking = async {
        while !is_so(&look(person).await) {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(120), looking)
        .await
        .expect(FINE);
}

fn in_fair_weather(story: impl AsyncFnOnce(Room)) {
    let _ = crate::template::Template::common();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect(FINE);
    runtime.block_on(async {
        let _world = simulated::enter(1, 1_800_000_000_000);
        story(Room::open().await).await;
    });
}

/// What was read in one tab is read in the other, at once.
///
/// # Panics
/// When it is not.
pub fn read_here_is_read_there() {
    in_fair_weather(async |mut room| {
        for _ in 0..3 {
            room.reply().await;
        }
        room.both_have_unread(3).await;
        let ada = UserId::parse("ada").expect(FINE);
        let notification_id = room.site.snapshot(&ada).notifications[1].id.clone();
        let read = ClientMessage::NotificationRead(NotificationRead { notification_id });
        room.tell(&room.tabs[0], read).await;
        room.both_have_unread(2).await;
        let all = ClientMessage::NotificationReadAll(NotificationReadAll::default());
        room.tell(&room.tabs[1], all).await;
        room.both_have_unread(0).await;
        room.reply().await;
        room.both_have_unread(1).await;
        room.end();
    });
}

/// What was read while a tab was away is read when it comes back.
///
/// # Panics
/// When it is not.
pub fn read_while_away_is_read_on_return() {
    in_fair_weather(async |mut room| {
        for _ in 0..3 {
            room.reply().await;
        }
        room.both_have_unread(3).await;
        room.tabs[1].give(Order::Page(Page::Frozen)).await;
        let all = ClientMessage::NotificationReadAll(NotificationReadAll::default());
        room.tell(&room.tabs[0], all).await;
        room.reply().await;
        until(&room.tabs[0], |look| look.unread == 1).await;
        assert_eq!(look(&room.tabs[1]).await.unread, 3, "it is away");
        room.tabs[1].give(Order::Page(Page::Resumed)).await;
        room.both_have_unread(1).await;
        room.end();
    });
}

const FINE: &str = "all is well in fair weather";
