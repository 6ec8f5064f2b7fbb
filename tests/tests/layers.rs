//! Dependencies point one way. What a crate must not know, it must not reach.

use std::collections::{BTreeMap, BTreeSet};
use std::env;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// Which crates of the workspace each one may build on.
const MAY_USE: &[(&str, &[&str])] = &[
    ("pulse-protocol", &[]),
    ("pulse-client-core", &["pulse-protocol"]),
    ("pulse-client", &["pulse-protocol", "pulse-client-core"]),
    (
        "pulse-sdk",
        // The server for the tests of hosts, see below.
        &["pulse-protocol", "pulse-client-core", "pulse-server"],
    ),
    // The services are other people's, for tests alone.
    ("pulse-server", &["pulse-protocol", "pulse-services"]),
    ("pulse-services", &[]),
];

/// Sockets, clocks, random sources and the browser: not for pure state machines.
const IMPURE: &[&str] = &[
    "async-std",
    "futures-timer",
    "getrandom",
    "gloo-net",
    "gloo-timers",
    "instant",
    "js-sys",
    "mio",
    "rand",
    "rand_core",
    "smol",
    "tokio",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
    "web-time",
];

/// Each of these would outweigh the whole client in a browser.
const HEAVY: &[&str] = &["chrono", "regex", "reqwest", "url"];

#[test]
fn crates_use_only_the_layers_below_them() {
    let workspace = Workspace::read();
    for (name, allowed) in MAY_USE {
        let allowed = allowed.iter().map(|&name| name.to_owned()).collect();
        let used = workspace.own_dependencies(name);
        let too_many: BTreeSet<_> = used.difference(&allowed).collect();
        assert!(
            too_many.is_empty(),
            "{name} must not depend on {too_many:?}, only on {allowed:?}"
        );
    }
}

/// Hosts test what they build against a server in their own process. Nobody
/// else builds one; and since the server knows no client, both can be
/// published, the server first.
#[test]
fn a_backend_carries_a_server_only_when_it_asks_for_one() {
    let workspace = Workspace::read();
    let package = &workspace.metadata[&workspace.member("pulse-sdk")];
    let servers = package.dependencies.iter();
    let servers = servers.filter(|dependency| dependency.name == "pulse-server");
    assert!(
        servers.clone().count() > 0
            && servers
                .clone()
                .all(|server| server.optional && server.kind == DependencyKind::Normal),
        "pulse-server is an optional dependency of pulse-sdk and nothing else"
    );
    let feature = "dep:pulse-server".to_owned();
    for (name, parts) in &package.features {
        assert_eq!(name == "test-server", parts.contains(&feature), "{name}");
    }
}

#[test]
fn the_pure_crates_reach_no_socket_clock_or_random_source() {
    let workspace = Workspace::read();
    for name in ["pulse-protocol", "pulse-client-core"] {
        workspace.assert_reaches_none_of(name, IMPURE);
    }
}

#[test]
fn what_is_sent_to_browsers_reaches_no_heavy_crate() {
    let workspace = Workspace::read();
    for name in ["pulse-protocol", "pulse-client-core", "pulse-client"] {
        workspace.assert_reaches_none_of(name, HEAVY);
    }
}

/// The dependency graph as `cargo` resolved it, without build and test dependencies.
struct Workspace {
    metadata: Metadata,
    normal: BTreeMap<PackageId, Vec<PackageId>>,
}

impl Workspace {
    fn read() -> Self {
        let metadata = MetadataCommand::new()
            .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
            // Only what this machine has downloaded already to build the test.
            .other_options(["--filter-platform".to_owned(), host()])
            .exec()
            .expect("cargo describes the workspace");
        let resolve = metadata
            .resolve
            .as_ref()
            .expect("dependencies are asked for");
        let normal = resolve
            .nodes
            .iter()
            .map(|node| {
                let used = node.deps.iter().filter(|dependency| {
                    dependency
                        .dep_kinds
                        .iter()
                        .any(|one| one.kind == DependencyKind::Normal)
                });
                let used = used.map(|dependency| dependency.pkg.clone()).collect();
                (node.id.clone(), used)
            })
            .collect();
        Self { metadata, normal }
    }

    fn member(&self, name: &str) -> PackageId {
        let found = self
            .metadata
            .workspace_packages()
            .into_iter()
            .find(|package| package.name == name);
        found
            .unwrap_or_else(|| panic!("the workspace has no crate {name}"))
            .id
            .clone()
    }

    fn name(&self, id: &PackageId) -> String {
        self.metadata[id].name.to_string()
    }

    /// The workspace's crates that this one names, for whatever kind and feature.
    fn own_dependencies(&self, name: &str) -> BTreeSet<String> {
        let members: BTreeSet<_> = self
            .metadata
            .workspace_packages()
            .into_iter()
            .map(|package| package.name.to_string())
            .collect();
        let declared = &self.metadata[&self.member(name)].dependencies;
        declared
            .iter()
            .map(|dependency| dependency.name.clone())
            .filter(|dependency| dependency != name && members.contains(dependency))
            .collect()
    }

    fn assert_reaches_none_of(&self, name: &str, forbidden: &[&str]) {
        let mut ways = vec![vec![self.member(name)]];
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop() {
            for next in way.last().map(|id| &self.normal[id]).into_iter().flatten() {
                let longer = [way.as_slice(), std::slice::from_ref(next)].concat();
                let names: Vec<_> = longer.iter().map(|id| self.name(id)).collect();
                assert!(
                    !forbidden.contains(&self.name(next).as_str()),
                    "{name} must not reach {}, but does: {}",
                    self.name(next),
                    names.join(" → ")
                );
                if seen.insert(next.clone()) {
                    ways.push(longer);
                }
            }
        }
    }
}

/// The platform this test was built for.
fn host() -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = std::process::Command::new(cargo)
        .args(["-vV"])
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("cargo writes text");
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("cargo says its host")
        .to_owned()
}
