//! What goes wrong, and when.

use std::time::Duration;

use fastrand::Rng;
use pulse_client_core::Page;
use pulse_server::shell::simulated;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use crate::disk::Death;
use crate::network::{Sky, Weather};
use crate::person::{Endpoint, Order};
use crate::server::Site;
use crate::witness::Chronicle;

/// The world's hold on a person.
pub(crate) struct Reins {
    pub(crate) orders: mpsc::Sender<Order>,
    pub(crate) sky: Sky,
}

impl Reins {
    pub(crate) async fn give(&self, order: Order) {
        // Everybody lives until the world ends.
        let _ = self.orders.send(order).await;
    }
}

/// Makes trouble for a while.
pub(crate) async fn make(
    site: &Site,
    people: &[Reins],
    chronicle: &Chronicle,
    chance: &mut Rng,
    length: Duration,
) {
    let until = Instant::now() + length;
    while Instant::now() < until {
        sleep(Duration::from_millis(chance.u64(100..6000))).await;
        if !site.is_running() {
            site.start(chance.choice([0, 0, 20, 400]).unwrap_or(0));
        }
        let person = &people[chance.usize(..people.len())];
        let kind = chance.u32(..100);
        chronicle.note("world", || format!("trouble {kind}"));
        match kind {
            0..12 => person.give(Order::Break).await,
            12..16 => person.give(Order::GoDead).await,
            16..32 => stall(person, chance),
            32..40 => clear(person, chance),
            40..44 => site.crash(Death::Process),
            44..47 => site.crash(Death::Machine),
            47..57 => site.crash_after_commits(chance.u32(1..6), chance.bool()),
            57..60 => site.drain().await,
            60..66 => person.give(Order::Page(Page::Frozen)).await,
            66..74 => person.give(Order::Page(Page::Resumed)).await,
            74..78 => person.give(Order::Page(Page::Offline)).await,
            78..84 => person.give(Order::Page(Page::Online)).await,
            84..88 => {
                let length = Duration::from_millis(chance.u64(6_000..90_000));
                person.give(Order::Sleep(length)).await;
            }
            88..94 => person.give(Order::Reload).await,
            // Less than the leeway of tokens, and more.
            _ => simulated::shift_ms(chance.i64(-20_000..20_000)),
        }
    }
}

/// Everything works from here on.
pub(crate) async fn end(site: &Site, people: &[Reins]) {
    site.crash_after_commits(0, false);
    if !site.is_running() {
        site.start(0);
    }
    for person in people {
        person.sky.change(|weather| *weather = Weather::FAIR);
        person.give(Order::Rest).await;
        person.give(Order::Tokens(Endpoint::Good)).await;
        person.give(Order::Page(Page::Online)).await;
        person.give(Order::Page(Page::Resumed)).await;
    }
}

fn stall(person: &Reins, chance: &mut Rng) {
    let (up_stalls, down_stalls) = match chance.u32(..3) {
        0 => (true, false),
        1 => (false, true),
        _ => (true, true),
    };
    person.sky.change(|weather| {
        weather.up_stalls = up_stalls;
        weather.down_stalls = down_stalls;
    });
}

fn clear(person: &Reins, chance: &mut Rng) {
    let slowest_ms = chance.choice([5, 60, 800, 3000]).unwrap_or(60);
    person.sky.change(|weather| {
        *weather = Weather {
            slowest_ms,
            ..Weather::FAIR
        };
    });
}
