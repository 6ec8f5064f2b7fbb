//! After the storm: what must be true, and is compared piece by piece.

use std::collections::{BTreeMap, BTreeSet};

use pulse_client_core::View;
use pulse_protocol::{ClientMessage, ErrorCode, OpId};
use pulse_server::storage::{DurableEvent, Snapshot};
use serde::Serialize;
use serde_json::{Value, json};

use crate::witness::{Chronicle, Deed, Fate};

/// A room as somebody sees it, in a form that can be compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    threads: Vec<Value>,
    reactions: BTreeSet<String>,
    notifications: BTreeMap<String, bool>,
    activity: Vec<String>,
    pub(crate) here: BTreeSet<String>,
}

impl Seen {
    pub(crate) fn by(view: View<'_>) -> Self {
        let mut targets = Vec::new();
        for thread in view.threads() {
            targets.push(thread.id.to_string());
            targets.extend(thread.comments.iter().map(|comment| comment.id.to_string()));
        }
        let reactions = targets.iter().flat_map(|target| view.reactions(target));
        let here = view.presence().iter();
        Self {
            threads: view.threads().iter().map(comparable).collect(),
            reactions: reactions
                .map(|reaction| json!(reaction).to_string())
                .collect(),
            notifications: view
                .notifications()
                .iter()
                .map(|one| (one.id.to_string(), one.read))
                .collect(),
            activity: view
                .activity_logs()
                .iter()
                .map(|log| log.id.to_string())
                .collect(),
            here: here.map(|one| one.user.id.to_string()).collect(),
        }
    }

    /// As the server has it, for somebody in a room where all of these are.
    pub(crate) fn kept(snapshot: &Snapshot, here: &BTreeSet<String>) -> Self {
        let reactions = snapshot.reactions.iter();
        // In the order of clients, whose clocks and pages go by time.
        let mut threads: Vec<_> = snapshot.threads.iter().collect();
        threads.sort_by_key(|thread| (thread.created_at, &thread.id));
        Self {
            threads: threads.into_iter().map(comparable).collect(),
            reactions: reactions
                .map(|reaction| json!(reaction).to_string())
                .collect(),
            notifications: snapshot
                .notifications
                .iter()
                .map(|one| (one.id.to_string(), one.read))
                .collect(),
            activity: snapshot
                .activity
                .iter()
                .map(|log| log.id.to_string())
                .collect(),
            here: here.clone(),
        }
    }

    /// The first difference, in words.
    pub(crate) fn differs(&self, other: &Self) -> Option<String> {
        let threads = self
            .threads
            .iter()
            .zip(&other.threads)
            .find(|(one, other)| one != other);
        if let Some((one, other)) = threads {
            return Some(format!("a thread is {one} and not {other}"));
        }
        let parts = [
            (
                "threads",
                json!(self.threads.len()),
                json!(other.threads.len()),
            ),
            ("reactions", json!(self.reactions), json!(other.reactions)),
            (
                "notifications",
                json!(self.notifications),
                json!(other.notifications),
            ),
            ("activity", json!(self.activity), json!(other.activity)),
            ("people", json!(self.here), json!(other.here)),
        ];
        let different = parts.into_iter().find(|(_, one, other)| one != other);
        different.map(|(name, one, other)| format!("{name} are {one} and not {other}"))
    }
}

/// A thread without the time of its last change, which events do not tell.
fn comparable(thread: &impl Serialize) -> Value {
    let mut thread = json!(thread);
    if let Some(fields) = thread.as_object_mut() {
        fields.remove("updatedAt");
    }
    thread
}

/// Compares what people were told of their writes with what is kept.
pub(crate) fn judge(history: &[DurableEvent], chronicle: &Chronicle) {
    let mut made: BTreeMap<String, u32> = BTreeMap::new();
    let mut edits: BTreeMap<String, u32> = BTreeMap::new();
    let mut places: BTreeMap<String, u64> = BTreeMap::new();
    for (place, event) in (1..).zip(history) {
        if event.seq.0 != place {
            chronicle.fault(format!("event {place} is missing"));
            return;
        }
        let frame: Value = serde_json::from_str(event.v2.as_str()).unwrap_or_default();
        let id = |path: &str| {
            frame
                .pointer(path)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let kind = frame["type"].as_str().unwrap_or_default();
        match kind {
            "thread:created" | "comment:created" => {
                let path = if kind == "thread:created" {
                    "/thread/id"
                } else {
                    "/comment/id"
                };
                let id = id(path).unwrap_or_default();
                places.insert(id.clone(), place);
                *made.entry(id).or_default() += 1;
            }
            "reaction:added" => {
                *made
                    .entry(id("/reaction/id").unwrap_or_default())
                    .or_default() += 1
            }
            "comment:edited" => {
                *edits
                    .entry(id("/comment/body").unwrap_or_default())
                    .or_default() += 1
            }
            _ => {}
        }
    }
    let mut deeds = chronicle.deeds();
    deeds.sort_by_key(|(_, deed)| deed.number);
    in_their_order(&deeds, &places, chronicle);
    for (op_id, deed) in deeds {
        let (times, must_show) = match &deed.write {
            ClientMessage::ThreadCreate(m) => (made.get(m.id.as_str()), true),
            ClientMessage::CommentCreate(m) => (made.get(m.id.as_str()), true),
            ClientMessage::CommentEdit(m) => (edits.get(&m.body), true),
            // Who has reacted so already makes no second reaction.
            ClientMessage::ReactionAdd(m) => {
                let id = m.id.as_ref().map(AsRef::as_ref).unwrap_or_default();
                (made.get(id), false)
            }
            _ => (None, false),
        };
        let kind = deed.write.kind();
        match (times.copied().unwrap_or(0), deed.fate) {
            (_, Fate::Waiting) => {
                chronicle.fault(format!("{kind} {op_id} was never answered"));
            }
            (0, Fate::Kept) if must_show => {
                chronicle.fault(format!("{kind} {op_id} was acknowledged and is lost"));
            }
            (times @ 2.., _) => chronicle.fault(format!("{kind} {op_id} was done {times} times")),
            (1, Fate::Refused(problem)) => {
                chronicle.fault(format!("{kind} {op_id} was refused ({problem}) and done"));
            }
            (0, Fate::Refused(problem)) if !is_fair(&deed.write, problem.code) => {
                chronicle.fault(format!("{kind} {op_id} was refused: {problem}"));
            }
            _ => {}
        }
    }
}

/// What was made in one tab is kept in the order it was made: later writes may
/// build on earlier ones.
fn in_their_order(deeds: &[(OpId, Deed)], places: &BTreeMap<String, u64>, chronicle: &Chronicle) {
    let mut newest: BTreeMap<&str, u64> = BTreeMap::new();
    for (op_id, deed) in deeds {
        let id = match &deed.write {
            ClientMessage::ThreadCreate(m) => m.id.as_str(),
            ClientMessage::CommentCreate(m) => m.id.as_str(),
            _ => continue,
        };
        let Some(&place) = places.get(id) else {
            continue;
        };
        let before = newest.insert(&deed.author, place);
        if before.is_some_and(|before| before > place) {
            chronicle.fault(format!(
                "{op_id} overtook what {} made before it",
                deed.author
            ));
        }
    }
}

/// Refusals that people bring upon themselves: by what another has removed
/// meanwhile, and by pulling at pins and words of others.
const fn is_fair(write: &ClientMessage, code: ErrorCode) -> bool {
    match code {
        ErrorCode::NotFound => true,
        ErrorCode::NotAuthor => {
            matches!(
                write,
                ClientMessage::ThreadMove(_) | ClientMessage::CommentEdit(_)
            )
        }
        _ => false,
    }
}
