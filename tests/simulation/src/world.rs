//! A whole world, from its seed to its end.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use pulse_client_core::Status;
use pulse_protocol::{RoomId, UserId};
use pulse_server::shell::simulated;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::calm::{self, Seen};
use crate::disk::Death;
use crate::network::Sky;
use crate::panics;
use crate::person::{Look, Order, Person};
use crate::server::Site;
use crate::template::Template;
use crate::trouble::{self, Reins};
use crate::witness::Chronicle;

/// What happened in a world where nothing was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a story is its fields")]
pub struct Story {
    /// Writes that people made.
    pub writes: u64,
    /// Events of the room.
    pub events: u64,
    /// Stands for all that happened, in order.
    pub trace: u64,
}

/// A world in which something was wrong.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a failure is its fields")]
pub struct Failure {
    /// The seed to see it again.
    pub seed: u64,
    /// What was wrong.
    pub faults: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}:", self.seed)?;
        for fault in self.faults.iter().take(SHOWN) {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}

/// Runs the world of a seed to its end.
///
/// # Errors
/// With everything that was wrong in it.
///
/// # Panics
/// When the machine has no room for it.
pub fn run(seed: u64) -> Result<Story, Failure> {
    begin(seed, Chronicle::default)
}

/// As [`run`], and tells everything on standard error while it happens.
///
/// # Errors
/// With everything that was wrong.
///
/// # Panics
/// When the machine has no room for it.
pub fn run_aloud(seed: u64) -> Result<Story, Failure> {
    begin(seed, Chronicle::aloud)
}

fn begin(seed: u64, chronicle: impl FnOnce() -> Chronicle) -> Result<Story, Failure> {
    panics::watch();
    // Before this world's time begins: it has one of its own.
    Template::common();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime can be made");
    let (story, mut faults) = runtime.block_on(async {
        let _world = simulated::enter(seed, DAWN_UNIX_MS);
        let chronicle = Arc::new(chronicle());
        let story = tell(seed, &chronicle).await;
        (story, chronicle.faults())
    });
    drop(runtime);
    faults.extend(panics::seen());
    if faults.is_empty() {
        Ok(story)
    } else {
        Err(Failure { seed, faults })
    }
}

async fn tell(seed: u64, chronicle: &Arc<Chronicle>) -> Story {
    let mut chance = Rng::with_seed(seed);
    let room = RoomId::parse("/room").expect("a plain id");
    let site = Arc::new(Site::build(&room));
    site.start(0);

    let mut lives = JoinSet::new();
    let mut people = Vec::new();
    let mut names: Vec<UserId> = Vec::new();
    for number in 0..chance.usize(2..5) {
        let another_tab = number > 0 && chance.u32(..4) == 0;
        let person = if another_tab { number - 1 } else { number };
        let name = UserId::parse(format!("p{person}")).expect("a plain id");
        let label = if another_tab {
            format!("{name}.2")
        } else {
            name.to_string()
        };
        let sky = Sky::fair();
        // Full: the world waits for the person.
        let (orders, obeyed) = mpsc::channel(16);
        let (site, room, chronicle) = (Arc::clone(&site), room.clone(), Arc::clone(chronicle));
        let person = Person::new(
            name.clone(),
            label,
            site,
            room,
            sky.clone(),
            chronicle,
            chance.fork(),
        );
        lives.spawn(person.live(obeyed));
        people.push(Reins { orders, sky });
        names.push(name);
    }

    // Many short storms find more than few long ones, but some trouble takes its time.
    let seconds = if chance.u32(..16) == 0 {
        60..120
    } else {
        5..20
    };
    let storm = Duration::from_secs(chance.u64(seconds));
    trouble::make(&site, &people, chronicle, &mut chance, storm).await;
    trouble::end(&site, &people).await;
    if let Err(fault) = settle(&site, &people, &names).await {
        chronicle.fault(fault);
    }
    let history = site.history();
    calm::judge(&history, chronicle);
    drop(people);
    while lives.join_next().await.is_some() {}
    site.crash(Death::Process);
    Story {
        writes: chronicle.deeds().len() as u64,
        events: history.len() as u64,
        trace: chronicle.trace(),
    }
}

/// Waits until everybody is back and sees what the server has.
async fn settle(site: &Site, people: &[Reins], names: &[UserId]) -> Result<(), String> {
    let deadline = Instant::now() + CALM;
    let here: BTreeSet<String> = names.iter().map(ToString::to_string).collect();
    loop {
        let mut unsettled = None;
        for (person, name) in people.iter().zip(names) {
            let look = look(person).await;
            if look.status != Status::Connected || look.waiting > 0 {
                let (status, waiting) = (look.status.as_str(), look.waiting);
                unsettled = Some(format!("{name} is {status} with {waiting} writes to go"));
                break;
            }
            let kept = Seen::kept(&site.snapshot(name), &here);
            if let Some(difference) = look.seen.differs(&kept) {
                unsettled = Some(format!("for {name} {difference}"));
                break;
            }
        }
        match unsettled {
            None => return Ok(()),
            Some(fault) if Instant::now() >= deadline => return Err(fault),
            Some(_) => sleep(Duration::from_secs(5)).await,
        }
    }
}

pub(crate) async fn look(person: &Reins) -> Look {
    let (reply, look) = oneshot::channel();
    person.give(Order::Look(reply)).await;
    look.await.expect("everybody lives until the world ends")
}

/// When every world begins.
const DAWN_UNIX_MS: u64 = 1_800_000_000_000;
/// Longer than the longest wait for another attempt, several times over.
const CALM: Duration = Duration::from_secs(300);
const SHOWN: usize = 20;
