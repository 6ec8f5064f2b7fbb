//! The load balancers of the guide, with its own words for them: other addresses
//! and, on this machine, no TLS.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use pulse_services::{free_port, until_listening};
use tempfile::TempDir;

use super::Server;

/// A running load balancer. Dropping it ends it.
pub struct Balancer {
    child: Child,
    /// As a server that answers at its address.
    pub server: Server,
    _directory: TempDir,
}

impl Balancer {
    /// Puts nginx in front of nodes.
    pub fn nginx(nodes: &[Server]) -> Self {
        let directory = TempDir::new().unwrap();
        let port = free_port().unwrap();
        let site = from_the_guide("nginx", nodes);
        let site = replaced(
            &site,
            "listen 443 ssl;",
            &format!("listen 127.0.0.1:{port};"),
        );
        let own = |line: &&str| !line.trim_start().starts_with("ssl_certificate");
        let site: Vec<&str> = site.lines().filter(own).collect();
        let mut here = String::new();
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            here += &format!("{kind}_temp_path {kind};\n");
        }
        let whole = format!(
            "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log error.log;\n\
             events {{}}\nhttp {{\naccess_log off;\n{here}{}\n}}\n",
            site.join("\n")
        );
        std::fs::write(directory.path().join("nginx.conf"), whole).unwrap();
        let mut command = Command::new(program("nginx"));
        command
            .arg("-p")
            .arg(directory.path())
            .args(["-c", "nginx.conf", "-e", "error.log"]);
        Self::run(command, port, directory)
    }

    /// Puts HAProxy in front of nodes.
    pub fn haproxy(nodes: &[Server]) -> Self {
        let directory = TempDir::new().unwrap();
        let port = free_port().unwrap();
        let whole = replaced(
            &from_the_guide("haproxy", nodes),
            "bind :443 ssl crt /etc/ssl/pulse-with-key.pem",
            &format!("bind 127.0.0.1:{port}"),
        );
        let file = directory.path().join("haproxy.cfg");
        std::fs::write(&file, whole).unwrap();
        let mut command = Command::new(program("haproxy"));
        command.args(["-q", "-db", "-f"]).arg(file);
        Self::run(command, port, directory)
    }

    fn run(mut command: Command, port: u16, directory: TempDir) -> Self {
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        until_listening(port).unwrap();
        Self {
            child,
            server: Server::at(format!("127.0.0.1:{port}")),
            _directory: directory,
        }
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has noticed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Debian keeps them where only root's `PATH` may lead.
fn program(name: &str) -> String {
    let folders = ["/usr/sbin", "/usr/local/sbin", "/usr/bin"];
    let mut found = folders.iter().map(|folder| format!("{folder}/{name}"));
    let found = found.find(|one| Path::new(one).exists());
    found.unwrap_or_else(|| {
        panic!("{name} is not installed: `cargo xtask doctor` says how to get it")
    })
}

/// The block of code of that kind, with these nodes in it.
fn from_the_guide(kind: &str, nodes: &[Server]) -> String {
    let guide = include_str!("../../docs/OPERATIONS.md");
    let (_, rest) = guide.split_once(&format!("```{kind}\n")).unwrap();
    let mut site = format!("{}\n", rest.split_once("\n```").unwrap().0);
    for (number, node) in (1..).zip(nodes) {
        site = replaced(
            &site,
            &format!("node-{number}.internal:4567"),
            node.address(),
        );
    }
    site
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the guide has no {from}");
    text.replace(from, to)
}
