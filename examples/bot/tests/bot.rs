//! The bot in a room with a person, on a real server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::time::Duration;

use ci_bot::{Bot, Report, USER_ID};
use pulse_sdk::realtime::{NewThread, Realtime, Reply, Thread};
use pulse_sdk::{Signer, TokenRequest};
use pulse_server::config::ServerConfig;
use pulse_server::env_commands::create_environment;
use pulse_server::serve::Server;
use pulse_server::storage::sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

const ROOM: &str = "/pricing";
const DEADLINE: Duration = Duration::from_secs(30);

/// A server that lives as long as the test's runtime.
struct Site {
    _directory: TempDir,
    url: String,
    publishable_key: String,
    secret_key: String,
}

impl Site {
    async fn start() -> Self {
        let directory = TempDir::new().unwrap();
        let (store, writer) = SqliteStore::open(directory.path()).await.unwrap();
        let made = create_environment(&store, "site").await.unwrap();
        drop(store);
        writer.finished().await;
        let config = ServerConfig {
            data_dir: directory.path().to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ..ServerConfig::default()
        };
        let server = Server::open(&config).await.unwrap();
        let url = format!("http://{}", server.address().unwrap());
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(server.run_until(std::future::pending()));
        Self {
            _directory: directory,
            url,
            publishable_key: made.pair.record.publishable.clone(),
            secret_key: made.pair.secret.reveal(),
        }
    }

    async fn enter(&self, user_id: &str) -> Realtime {
        let signer = Signer::new(&self.secret_key).unwrap();
        let builder = Realtime::builder(&self.url, &self.publishable_key, ROOM);
        let builder = builder.signed_by(&signer, TokenRequest::new(user_id, user_id));
        builder.connect().await.unwrap()
    }
}

/// Waits until the person sees one thread and it looks like this.
async fn until(person: &Realtime, wanted: impl Fn(&Thread) -> bool) -> std::sync::Arc<Thread> {
    let mut events = person.events();
    let seen = || person.threads().into_iter().find(|thread| wanted(thread));
    let looking = async {
        loop {
            if let Some(thread) = seen() {
                return thread;
            }
            events.next().await.expect("the person stays");
        }
    };
    timeout(DEADLINE, looking)
        .await
        .expect("it happens in time")
}

fn bodies(thread: &Thread) -> Vec<&str> {
    let comments = thread.comments.iter();
    comments.map(|comment| comment.body.as_str()).collect()
}

fn report(passed: bool, url: Option<&str>) -> Report {
    Report {
        check: "nightly".to_owned(),
        passed,
        url: url.map(str::to_owned),
    }
}

fn ask(text: &str) -> Reply {
    Reply::new(text).mentions([USER_ID])
}

#[tokio::test]
async fn a_check_fails_is_asked_about_and_passes_again() {
    let site = Site::start().await;
    let ada = site.enter("ada").await;
    let room = site.enter(USER_ID).await;
    let bot = Bot::new(room.clone());
    let answering = bot.answer_mentions(room.events());

    let story = async {
        bot.hear(&report(true, None)).await.unwrap();
        assert!(room.threads().is_empty(), "nothing to say");

        bot.hear(&report(false, Some("https://ci/7")))
            .await
            .unwrap();
        let thread = until(&ada, |thread| thread.comments.len() == 1).await;
        assert_eq!(bodies(&thread), ["Check failed: nightly\nhttps://ci/7"]);
        bot.hear(&report(false, Some("https://ci/8")))
            .await
            .unwrap();

        ada.reply(&thread.id, ask("and now?")).await.unwrap();
        let thread = until(&ada, |thread| thread.comments.len() == 4).await;
        assert_eq!(
            bodies(&thread)[1..],
            [
                "Failed again: https://ci/8",
                "and now?",
                "nightly is still failing."
            ]
        );

        bot.hear(&report(true, None)).await.unwrap();
        let thread = until(&ada, |thread| thread.resolved).await;
        assert_eq!(bodies(&thread)[4..], ["Passes again."]);
        ada.reply(&thread.id, ask("sure?")).await.unwrap();
        let thread = until(&ada, |thread| thread.comments.len() == 7).await;
        assert_eq!(bodies(&thread)[6..], ["nightly passes."]);

        bot.hear(&report(false, None)).await.unwrap();
        until(&ada, |thread| !thread.resolved).await;
        let question = NewThread::new("how are we?").mentions([USER_ID]);
        ada.create_thread(question).await.unwrap();
        let thread = until(&ada, |thread| {
            bodies(thread)[0] == "how are we?" && thread.comments.len() == 2
        })
        .await;
        assert_eq!(bodies(&thread)[1..], ["Failing: nightly."]);
    };
    tokio::select! {
        () = story => {}
        answered = answering => panic!("the bot stopped answering: {answered:?}"),
    }
}

#[tokio::test]
async fn the_program_speaks_and_answers_what_it_missed() {
    let site = Site::start().await;
    let ada = site.enter("ada").await;
    // The server has to know the bot before somebody can mention it.
    site.enter(USER_ID).await.close().await.unwrap();
    let question = NewThread::new("anybody?").mentions([USER_ID]);
    ada.create_thread(question).await.unwrap();

    let mut program = Command::new(env!("CARGO_BIN_EXE_ci-bot"))
        .env("PULSE_SERVER_URL", &site.url)
        .env("PULSE_SECRET_KEY", &site.secret_key)
        .env("PULSE_PUBLISHABLE_KEY", &site.publishable_key)
        .env("PULSE_ROOM", ROOM)
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let answered = until(&ada, |thread| thread.comments.len() == 2).await;
    assert_eq!(bodies(&answered), ["anybody?", "All checks pass."]);

    let mut input = program.stdin.take().unwrap();
    let lines = b"no report\n{\"check\": \"nightly\", \"passed\": false}\n";
    input.write_all(lines).await.unwrap();
    drop(input);
    let status = timeout(DEADLINE, program.wait()).await.unwrap().unwrap();
    assert!(status.success(), "{status}");
    let thread = until(&ada, |thread| bodies(thread)[0] != "anybody?").await;
    assert_eq!(bodies(&thread), ["Check failed: nightly"]);
}
