//! Links between people and the server. A link carries bytes in order, late;
//! it may stall in one direction or both without a word to either end, and it
//! may break. What a person has let go of can still reach the server, after
//! the person's next link was made.

use std::time::Duration;

use fastrand::Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How the way between one person and the server is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weather {
    /// Nothing reaches the server.
    pub(crate) up_stalls: bool,
    /// Nothing reaches the person.
    pub(crate) down_stalls: bool,
    /// The longest a piece takes.
    pub(crate) slowest_ms: u64,
}

impl Weather {
    pub(crate) const FAIR: Self = Self {
        up_stalls: false,
        down_stalls: false,
        slowest_ms: 60,
    };
}

/// Two ends, and what carries bytes between them until `broken` or both ends are gone.
pub(crate) struct Link {
    pub(crate) person: DuplexStream,
    pub(crate) server: DuplexStream,
}

impl Link {
    pub(crate) fn make(
        weather: &watch::Receiver<Weather>,
        broken: CancellationToken,
        chance: &mut Rng,
    ) -> Self {
        let (person, person_side) = duplex(BUFFER_BYTES);
        let (server, server_side) = duplex(BUFFER_BYTES);
        let (from_person, to_person) = split(person_side);
        let (from_server, to_server) = split(server_side);
        let mut sky = weather.clone();
        let up = carry(from_person, to_server, chance.fork(), async move |delay| {
            wait_for(&mut sky, |weather| !weather.up_stalls, delay).await;
        });
        let mut sky = weather.clone();
        let down = carry(from_server, to_person, chance.fork(), async move |delay| {
            wait_for(&mut sky, |weather| !weather.down_stalls, delay).await;
        });
        #[expect(clippy::disallowed_methods, reason = "ends with the link")]
        tokio::spawn(async move {
            // Each direction ends by itself: a half of a link may outlive the other.
            tokio::select! {
                biased;
                () = broken.cancelled() => {}
                _ = async { tokio::join!(up, down) } => {}
            }
        });
        Self { person, server }
    }
}

async fn carry(
    mut from: ReadHalf<DuplexStream>,
    mut to: WriteHalf<DuplexStream>,
    mut chance: Rng,
    mut under_way: impl AsyncFnMut(u64),
) {
    let mut piece = vec![0; BUFFER_BYTES];
    loop {
        let read = from.read(&mut piece).await.unwrap_or(0);
        under_way(chance.u64(..1000)).await;
        if read == 0 {
            // The other end is told, whatever becomes of the way back.
            let _ = to.shutdown().await;
            return;
        }
        if to.write_all(&piece[..read]).await.is_err() {
            return;
        }
    }
}

/// Takes a part (in thousandths) of the longest way, and as long as the way is blocked.
async fn wait_for(sky: &mut watch::Receiver<Weather>, open: impl Fn(&Weather) -> bool, part: u64) {
    let slowest_ms = sky.borrow().slowest_ms;
    sleep(Duration::from_millis(slowest_ms * part / 1000)).await;
    if sky.wait_for(|weather| open(weather)).await.is_err() {
        // The world has ended, and everything in it.
        std::future::pending().await
    }
}

const BUFFER_BYTES: usize = 64 * 1024;
