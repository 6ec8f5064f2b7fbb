//! Keeps `bindings/protocol.ts` what the Rust types say. To write it anew:
//! `PULSE_WRITE_BINDINGS=1 cargo test -p pulse-protocol --test bindings`.

use std::collections::BTreeMap;
use std::path::Path;

use pulse_protocol::entity::{Attachment, EnvConfig, P2pConfig, Presence};
use pulse_protocol::{ClientMessage, ServerMessage};
use ts_rs::{Config, TS, TypeVisitor};

/// Payloads that the protocol passes on verbatim, as the widget makes them, and
/// whole frames.
const BY_HAND: &str = r"
/** A place of a pointer. Unknown fields are passed on. */
export type Point = { x: number, y: number, pageX: number, pageY: number, [field: string]: unknown, };

/** A pin's place. Unknown fields are kept. */
export type PinPosition = { x: number, y: number, scrollX?: number, scrollY?: number, selector?: string, elementOffsetX?: number, elementOffsetY?: number, path?: string, [field: string]: unknown, };

/** A range of text. */
export type Selection = { startSelector: string, startOffset: number, endSelector: string, endOffset: number, [field: string]: unknown, };

/** A point of a stroke. */
export type StrokePoint = { x: number, y: number, [field: string]: unknown, };

/** What a client sends: a message, and in version 2 the operation that a write is. */
export type ClientFrame = ClientMessage & { opId?: OpId, };

/** What the server sends: a message, and in version 2 the place of a durable event. */
export type ServerFrame = ServerMessage & { seq?: Seq, };
";

#[test]
fn the_committed_typescript_is_what_the_types_say() {
    let config = Config::new().with_large_int("number");
    let mut types = Types {
        config: &config,
        found: BTreeMap::new(),
    };
    types.visit::<ClientMessage>();
    types.visit::<ServerMessage>();
    types.visit::<EnvConfig>();
    types.visit::<Presence>();
    types.visit::<Attachment>();
    types.visit::<P2pConfig>();

    let mut text = String::from("// Generated from the Rust types of `protocol/`. Do not edit.\n");
    text.push_str(BY_HAND);
    for declaration in types.found.values() {
        text.push('\n');
        text.push_str(declaration);
        text.push('\n');
    }

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bindings/protocol.ts");
    if std::env::var_os("PULSE_WRITE_BINDINGS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "{} is stale: run PULSE_WRITE_BINDINGS=1 cargo test -p pulse-protocol --test bindings",
        path.display()
    );
}

struct Types<'a> {
    config: &'a Config,
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Types<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(self.config);
        if self.found.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}", T::decl(self.config));
        self.found.insert(name, declaration);
        T::visit_dependencies(self);
    }
}
