//! Variables of the process: settings count, those of others are let be, and
//! a typo is named.

use std::process::{Command, Output};

use tempfile::TempDir;

fn list_environments(variables: &[(&str, &str)]) -> Output {
    run(&["env", "list", "--json"], variables)
}

fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let data = TempDir::new().expect("a temporary directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_pulse-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PULSE_")) {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(data.path())
        .envs(variables.iter().copied())
        .output()
        .expect("the command runs")
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

#[test]
fn settings_are_checked_without_a_start_and_the_secret_is_not_shown() {
    let variables = [
        ("PULSE_LISTEN", "127.0.0.1:9"),
        ("PULSE_MASTER_SECRET", "hush"),
    ];
    let output = run(&["config", "check", "--grace-seconds", "3"], &variables);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("hush"));
    let shown: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(shown["listen"], "127.0.0.1:9");
    assert_eq!(shown["grace_seconds"], 3);
    let wrong = run(&["config", "check"], &[("PULSE_LISTEN", "here")]);
    assert!(!wrong.status.success());
}
