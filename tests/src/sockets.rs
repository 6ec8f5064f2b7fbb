//! Watching the WebSockets of a page from inside it.

use anyhow::{Context, Result};
use serde_json::Value;

/// What a page's WebSockets have done since the page was loaded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sockets {
    /// How many were opened.
    pub opened: u64,
    /// How many of them have closed.
    pub closed: u64,
    /// The types of the messages sent, oldest first.
    pub sent: Vec<String>,
    /// The types of the messages received, oldest first.
    pub received: Vec<String>,
}

impl Sockets {
    pub(crate) fn read(value: &Value) -> Result<Self> {
        let number = |name: &str| {
            value[name]
                .as_u64()
                .with_context(|| format!("the page does not count sockets that were {name}"))
        };
        let types = |name: &str| {
            let listed = value[name].as_array().into_iter().flatten();
            listed
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect()
        };
        Ok(Self {
            opened: number("opened")?,
            closed: number("closed")?,
            sent: types("sent"),
            received: types("received"),
        })
    }
}

/// Runs before a page's own scripts and puts a counting class in WebSocket's place, once.
pub(crate) const WATCH: &str = r"
(() => {
  if (window.watchedSockets) return;
  const Native = window.WebSocket;
  const seen = { opened: 0, closed: 0, sent: [], received: [] };
  const type = (data) => {
    try { return String(JSON.parse(data).type); } catch { return 'unreadable'; }
  };
  window.WebSocket = class extends Native {
    constructor(...parameters) {
      super(...parameters);
      seen.opened += 1;
      this.addEventListener('close', () => { seen.closed += 1; });
      this.addEventListener('message', (event) => seen.received.push(type(event.data)));
    }
    send(data) {
      seen.sent.push(type(data));
      super.send(data);
    }
  };
  window.watchedSockets = seen;
})();
";
