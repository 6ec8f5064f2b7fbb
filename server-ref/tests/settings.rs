//! Variables of the process: settings count, those of others are let be, and
//! a typo is named.

use std::process::{Command, Output};

use tempfile::TempDir;

fn list_environments(variables: &[(&str, &str)]) -> Output {
    let data = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pulse-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PULSE_")) {
        command.env_remove(name);
    }
    command
        .args(["env", "list", "--json", "--data-dir"])
        .arg(data.path())
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn variables_of_the_sdk_and_of_host_sites_do_not_stop_the_server() {
    let output = list_environments(&[
        ("PULSE_SECRET_KEY", "sk_of_a_host"),
        ("PULSE_PUBLISHABLE_KEY", "pk_of_a_host"),
        ("PULSE_SERVER_URL", "http://127.0.0.1:4567"),
    ]);
    assert!(output.status.success(), "{output:?}");
    assert!(output.stdout.starts_with(b"{\"items\":[]}"));
}

#[test]
fn an_unknown_variable_is_refused_by_name() {
    for name in ["PULSE_LISTNE", "PULSE_SECRET_KEYS", "PULSE_SERVER"] {
        let output = list_environments(&[(name, "x")]);
        assert!(!output.status.success(), "{name} was taken");
        let words = String::from_utf8(output.stderr).unwrap().to_lowercase();
        let field = name.trim_start_matches("PULSE_").to_lowercase();
        assert!(words.contains(&field), "{words}");
    }
}
