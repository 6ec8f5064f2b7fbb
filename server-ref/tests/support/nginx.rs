//! nginx, with the configuration of the guide.

use std::process::{Child, Command, Stdio};

use pulse_services::{free_port, until_listening};
use tempfile::TempDir;

use super::Server;

/// A running nginx. Dropping it ends it.
pub struct Nginx {
    child: Child,
    /// As a server that answers at nginx' address.
    pub server: Server,
    _directory: TempDir,
}

impl Nginx {
    /// Puts it in front of nodes: the guide's own words, with other addresses and,
    /// on this machine, without TLS.
    pub fn before(nodes: &[Server]) -> Self {
        let directory = TempDir::new().unwrap();
        let port = free_port().unwrap();
        let mut site = from_the_guide();
        for (number, node) in (1..).zip(nodes) {
            let named = format!("node-{number}.internal:4567");
            assert!(site.contains(&named), "the guide has no {named}");
            site = site.replace(&named, node.address());
        }
        site = site.replace("listen 443 ssl;", &format!("listen 127.0.0.1:{port};"));
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
        let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"];
        let program = program
            .iter()
            .find(|one| std::path::Path::new(one).exists());
        let program =
            program.expect("nginx is not installed: `cargo xtask doctor` says how to get it");
        let child = Command::new(program)
            .arg("-p")
            .arg(directory.path())
            .args(["-c", "nginx.conf", "-e", "error.log"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        until_listening(port).unwrap();
        Self {
            child,
            server: Server::at(format!("127.0.0.1:{port}")),
            _directory: directory,
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has noticed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The block of code of that kind.
fn from_the_guide() -> String {
    let guide = include_str!("../../docs/OPERATIONS.md");
    let (_, rest) = guide.split_once("```nginx\n").unwrap();
    rest.split_once("\n```").unwrap().0.to_owned()
}
