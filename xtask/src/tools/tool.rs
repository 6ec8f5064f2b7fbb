//! The tools by name: what each is for, how it is found and how one gets it.

use std::fmt;
use std::path::Path;

use anyhow::Result;

use super::apt;
use super::browsers;
use super::cargo_install::CargoPackage;
use super::python::{MOTO, PythonPackage, SCHEMATHESIS};
use super::services;
use super::wasm_target;
use crate::child;
use crate::lockfile;
use crate::workspace::Workspace;

/// Something a task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Node,
    WasmTarget,
    WasmBindgen,
    WasmPack,
    Chromium,
    Firefox,
    Geckodriver,
    WebKit,
    CargoDeny,
    Python,
    Schemathesis,
    Curl,
    Postgres,
    Nats,
    Faketime,
    Nginx,
    Haproxy,
    Moto,
}

/// What looking for a tool came to.
#[derive(Debug)]
pub(crate) enum Search {
    /// With what it says of itself.
    Found(String),
    /// With the reason.
    Absent(String),
}

/// How one gets a tool.
#[derive(Debug)]
pub(crate) enum Remedy {
    Apt(&'static [&'static str]),
    Cargo(CargoPackage),
    Python(PythonPackage),
    WasmTarget,
    ByHand(&'static str),
}

impl Tool {
    /// All of them, in the order they are looked at. Running every test takes every one.
    pub(crate) const ALL: [Self; 18] = [
        Self::Node,
        Self::WasmTarget,
        Self::WasmBindgen,
        Self::WasmPack,
        Self::Chromium,
        Self::Firefox,
        Self::Geckodriver,
        Self::WebKit,
        Self::CargoDeny,
        Self::Python,
        Self::Schemathesis,
        Self::Curl,
        Self::Postgres,
        Self::Nats,
        Self::Faketime,
        Self::Nginx,
        Self::Haproxy,
        Self::Moto,
    ];

    /// What building the widget takes.
    pub(crate) const FOR_WIDGET: [Self; 4] = [
        Self::Node,
        Self::WasmTarget,
        Self::WasmBindgen,
        Self::WasmPack,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Node => "Node.js 20",
            Self::WasmTarget => "Rust's wasm32 library",
            Self::WasmBindgen => "wasm-bindgen",
            Self::WasmPack => "wasm-pack",
            Self::Chromium => "Chromium with chromedriver",
            Self::Firefox => "Firefox",
            Self::Geckodriver => "geckodriver",
            Self::WebKit => "WebKit with its driver",
            Self::CargoDeny => "cargo-deny",
            Self::Python => "Python 3 with venv",
            Self::Schemathesis => "schemathesis",
            Self::Curl => "curl",
            Self::Postgres => "PostgreSQL",
            Self::Nats => "NATS",
            Self::Faketime => "libfaketime",
            Self::Nginx => "nginx",
            Self::Haproxy => "HAProxy",
            Self::Moto => "moto",
        }
    }

    /// Continues the name in a sentence.
    pub(crate) const fn purpose(self) -> &'static str {
        match self {
            Self::Node => "which builds the widget",
            Self::WasmTarget => "which the browser client is compiled with",
            Self::WasmBindgen => "which joins the browser client to JavaScript",
            Self::WasmPack => "which packs the browser client",
            Self::Chromium | Self::Firefox | Self::WebKit => "which the browser tests drive",
            Self::Geckodriver => "which drives Firefox in the browser tests",
            Self::CargoDeny => "which checks the dependencies' licences and sources",
            Self::Python => "which runs schemathesis and moto",
            Self::Schemathesis => "which holds the REST API against its description",
            Self::Curl => "which the stories mint tokens with, as the panel shows it",
            Self::Postgres => "which nodes share, in tests of several",
            Self::Nats => "at which nodes meet, in tests of several",
            Self::Faketime => "which sets a node's clock wrong in a test",
            Self::Nginx | Self::Haproxy => "which stands before several nodes in a test",
            Self::Moto => "which speaks S3 in tests of uploads",
        }
    }

    pub(crate) fn find(self, workspace: &Workspace) -> Result<Search> {
        Ok(match self {
            Self::Node => node_of_our_age(says("node", "--version")),
            Self::WasmTarget => match wasm_target::find(workspace) {
                Some(toolchain) => Search::Found(toolchain.to_string()),
                None => Search::Absent("this toolchain does not have it".to_owned()),
            },
            Self::WasmBindgen => {
                let wanted = wasm_bindgen_version(workspace)?;
                match says("wasm-bindgen", "--version") {
                    Some(line) if line.split_whitespace().last() == Some(wanted.as_str()) => {
                        Search::Found(line)
                    }
                    Some(line) => {
                        Search::Absent(format!("{line} is here, Cargo.lock asks for {wanted}"))
                    }
                    None => not_on_path("wasm-bindgen"),
                }
            }
            Self::WasmPack => on_path("wasm-pack"),
            Self::Chromium => match (browsers::chrome(), browsers::chromedriver()) {
                (Some(chrome), Some(driver)) => {
                    Search::Found(format!("{} and {}", chrome.display(), driver.display()))
                }
                (None, _) => not_on_path("chromium"),
                (_, None) => not_on_path("chromedriver"),
            },
            Self::Firefox => browsers::firefox().map_or_else(
                || not_on_path("firefox"),
                |path| Search::Found(path.display().to_string()),
            ),
            Self::Geckodriver => on_path("geckodriver"),
            Self::WebKit if !cfg!(target_os = "linux") => {
                Search::Found("not needed: it is tested on Linux alone".to_owned())
            }
            Self::WebKit => match (browsers::webkit_driver(), browsers::xvfb()) {
                (Some(driver), Some(display)) => {
                    Search::Found(format!("{} and {}", driver.display(), display.display()))
                }
                (None, _) => not_on_path("WebKitWebDriver"),
                (_, None) => not_on_path("Xvfb"),
            },
            Self::CargoDeny => on_path("cargo-deny"),
            Self::Python => python_with_venv(),
            Self::Curl => on_path("curl"),
            Self::Schemathesis => from_python(&SCHEMATHESIS, workspace),
            Self::Postgres => match services::postgres() {
                Some(program) => Search::Found(program.display().to_string()),
                None => Search::Absent("initdb is not on the PATH".to_owned()),
            },
            Self::Nats => in_sbin("nats-server"),
            Self::Faketime => services::faketime().map_or_else(
                || Search::Absent("its library is not where Debian has it".to_owned()),
                |library| Search::Found(library.display().to_string()),
            ),
            Self::Nginx => in_sbin("nginx"),
            Self::Haproxy => in_sbin("haproxy"),
            Self::Moto => from_python(&MOTO, workspace),
        })
    }

    pub(crate) fn remedy(self, workspace: &Workspace) -> Result<Remedy> {
        Ok(match self {
            Self::Node => Remedy::ByHand("Node.js 20 or newer: https://nodejs.org/en/download"),
            Self::WasmTarget => Remedy::WasmTarget,
            Self::WasmBindgen => Remedy::Cargo(CargoPackage {
                name: "wasm-bindgen-cli",
                version: wasm_bindgen_version(workspace)?,
                // Its own lock file asks for packages that not every registry mirror keeps.
                locked: false,
            }),
            Self::WasmPack => Remedy::Cargo(CargoPackage {
                name: "wasm-pack",
                version: WASM_PACK.to_owned(),
                locked: true,
            }),
            Self::Chromium => system_package(
                apt::either(
                    &["chromium", "chromium-driver"],
                    &["chromium-browser", "chromium-chromedriver"],
                ),
                "brew install --cask google-chrome chromedriver",
                "Chrome or Chromium, and chromedriver of the same version, on the PATH",
            ),
            Self::Firefox => system_package(
                apt::either(&["firefox-esr"], &["firefox"]),
                "brew install --cask firefox",
                "Firefox, on the PATH: https://www.mozilla.org/firefox",
            ),
            Self::Geckodriver => Remedy::Cargo(CargoPackage {
                name: "geckodriver",
                version: GECKODRIVER.to_owned(),
                locked: false,
            }),
            Self::WebKit => system_package(
                &["webkit2gtk-driver", "xvfb"],
                "nothing",
                "WebKitWebDriver of WebKitGTK, and Xvfb, on the PATH",
            ),
            Self::CargoDeny => Remedy::Cargo(CargoPackage {
                name: "cargo-deny",
                version: CARGO_DENY.to_owned(),
                locked: true,
            }),
            Self::Python => system_package(
                &["python3", "python3-venv"],
                "brew install python",
                "Python 3.10 or newer with its venv module: https://www.python.org/downloads",
            ),
            Self::Schemathesis => Remedy::Python(SCHEMATHESIS),
            Self::Curl => system_package(
                &["curl"],
                "brew install curl",
                "curl, on the PATH: https://curl.se",
            ),
            Self::Postgres => system_package(
                &["postgresql"],
                "brew install postgresql",
                "PostgreSQL's server, on the PATH: https://www.postgresql.org/download",
            ),
            Self::Nats => system_package(
                &["nats-server"],
                "brew install nats-server",
                "nats-server, on the PATH: https://nats.io/download",
            ),
            Self::Faketime => system_package(
                &["libfaketime"],
                "libfaketime where Debian has it: the tests of several nodes run on Linux",
                "libfaketime where Debian has it: the tests of several nodes run on Linux",
            ),
            Self::Nginx => system_package(
                &["nginx"],
                "brew install nginx",
                "nginx: https://nginx.org/en/download.html",
            ),
            Self::Haproxy => system_package(
                &["haproxy"],
                "brew install haproxy",
                "HAProxy 2.4 or newer: https://www.haproxy.org",
            ),
            Self::Moto => Remedy::Python(MOTO),
        })
    }
}

impl Remedy {
    /// What a person would run.
    pub(crate) fn by_hand(&self) -> String {
        match self {
            Self::Apt(packages) => format!("sudo apt-get install {}", packages.join(" ")),
            Self::Cargo(package) => package.to_string(),
            Self::Python(package) => package.to_string(),
            Self::WasmTarget => format!("rustup target add {}", wasm_target::TRIPLE),
            Self::ByHand(words) => (*words).to_owned(),
        }
    }

    /// Why the task runner cannot do it on this machine, if so.
    pub(crate) fn obstacle(&self) -> Option<&'static str> {
        match self {
            Self::Apt(_) => apt::obstacle(),
            Self::Cargo(_) | Self::Python(_) | Self::WasmTarget => None,
            Self::ByHand(_) => Some("it cannot be installed from here"),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apt(packages) => write!(f, "apt-get install {}", packages.join(" ")),
            Self::Cargo(package) => write!(f, "{package}"),
            Self::Python(package) => write!(f, "{package}"),
            Self::WasmTarget => write!(f, "rustup target add {}", wasm_target::TRIPLE),
            Self::ByHand(words) => write!(f, "to be installed by hand, {words}"),
        }
    }
}

/// The first line a program prints when asked, or nothing when it cannot be run.
fn says(program: &str, question: &str) -> Option<String> {
    let path = child::find(&[program])?;
    let answer = child::capture(child::command(path).arg(question)).ok()?;
    Some(answer.lines().next()?.trim().to_owned())
}

/// The module that makes environments is a package of its own in places.
fn python_with_venv() -> Search {
    let imports = child::find(&["python3"]).map(|python| {
        child::capture(child::command(python).args(["-c", "import ensurepip, venv"])).is_ok()
    });
    match imports {
        Some(true) => on_path("python3"),
        Some(false) => Search::Absent("python3 has no venv module".to_owned()),
        None => not_on_path("python3"),
    }
}

fn from_python(package: &PythonPackage, workspace: &Workspace) -> Search {
    package.find(workspace).map_or_else(
        || Search::Absent("it is not in cargo's target directory".to_owned()),
        Search::Found,
    )
}

/// Where only root's `PATH` may lead.
fn in_sbin(program: &str) -> Search {
    services::in_sbin(program).map_or_else(
        || not_on_path(program),
        |program| Search::Found(program.display().to_string()),
    )
}

fn on_path(program: &str) -> Search {
    says(program, "--version").map_or_else(|| not_on_path(program), Search::Found)
}

fn not_on_path(program: &str) -> Search {
    Search::Absent(format!("{program} is not on the PATH"))
}

fn node_of_our_age(version: Option<String>) -> Search {
    let Some(version) = version else {
        return not_on_path("node");
    };
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|number| number.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Search::Found(format!("node {version}")),
        _ => Search::Absent(format!("node {version} is older than {OLDEST_NODE}")),
    }
}

fn wasm_bindgen_version(workspace: &Workspace) -> Result<String> {
    lockfile::version_of("wasm-bindgen", &workspace.path("Cargo.lock"))
}

fn system_package(
    packages: &'static [&'static str],
    on_mac: &'static str,
    elsewhere: &'static str,
) -> Remedy {
    if Path::new("/usr/bin/apt-get").exists() {
        Remedy::Apt(packages)
    } else if cfg!(target_os = "macos") {
        Remedy::ByHand(on_mac)
    } else {
        Remedy::ByHand(elsewhere)
    }
}

const OLDEST_NODE: u32 = 20;
const WASM_PACK: &str = "0.15.1";
const GECKODRIVER: &str = "0.37.1";
const CARGO_DENY: &str = "0.20.2";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_counts_as_absent_and_says_its_version() {
        let found = |version: &str| node_of_our_age(Some(version.to_owned()));
        assert!(matches!(found("v20.1.0"), Search::Found(_)));
        assert!(matches!(found("v24.0.0"), Search::Found(_)));
        let Search::Absent(reason) = found("v18.20.4") else {
            panic!("18 is too old");
        };
        assert_eq!(reason, "node v18.20.4 is older than 20");
        assert!(matches!(node_of_our_age(None), Search::Absent(_)));
    }

    #[test]
    fn every_remedy_is_a_command_or_an_address() {
        let package = CargoPackage {
            name: "wasm-bindgen-cli",
            version: "0.2.130".to_owned(),
            locked: false,
        };
        assert_eq!(
            Remedy::Cargo(package).by_hand(),
            "cargo install wasm-bindgen-cli --version 0.2.130"
        );
        assert_eq!(
            Remedy::Apt(&["firefox-esr"]).by_hand(),
            "sudo apt-get install firefox-esr"
        );
    }
}
