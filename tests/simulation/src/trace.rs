//! What happened in a world, as one number: two runs of a seed are the same
//! when their numbers are.

use tokio::time::Instant;

#[derive(Debug)]
pub(crate) struct Trace {
    begun: Instant,
    digest: u64,
    aloud: bool,
}

impl Default for Trace {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            digest: OFFSET,
            aloud: false,
        }
    }
}

impl Trace {
    pub(crate) fn aloud() -> Self {
        Self {
            aloud: true,
            ..Self::default()
        }
    }

    pub(crate) fn note(&mut self, who: &str, what: &str) {
        let ms = self.begun.elapsed().as_millis();
        if self.aloud {
            eprintln!("{ms:>7} {who:<6} {what}");
        }
        self.take(&ms.to_le_bytes());
        self.take(who.as_bytes());
        self.take(what.as_bytes());
        self.take(b"\n");
    }

    pub(crate) const fn digest(&self) -> u64 {
        self.digest
    }

    /// FNV-1a, which is the same everywhere.
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.digest = (self.digest ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;
