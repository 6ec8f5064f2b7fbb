//! Where a story plays: a server, its sites, and the windows of the people in it.

use std::thread;

use anyhow::{Context, Result};
use pulse_sdk::Pulse;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::example_site::ExampleSite;
use crate::server::{Environment, Server};
use crate::test_site::TestSite;
use crate::window::Window;

/// The stage of one story. Nothing on it is shared with other stories.
#[derive(Debug)]
pub struct Stage {
    // Dropped in this order: nobody talks to what is gone already, and the
    // folder goes when nobody writes to it any more.
    windows: Vec<Window>,
    browser: Browser,
    example: Option<ExampleSite>,
    /// The server, which a story may kill.
    pub server: Server,
    environment: Environment,
    folder: TempDir,
}

impl Stage {
    /// Sets the stage and plays a story on it.
    ///
    /// A story that fails leaves pictures of all its windows, and the end of
    /// what the servers have said.
    ///
    /// # Errors
    /// When the stage cannot be set, the story fails, or a console complains
    /// about something that the story does not expect.
    pub async fn play(story: impl AsyncFnOnce(&mut Self) -> Result<()>) -> Result<()> {
        Self::play_in(Browser::Chromium, story).await
    }

    /// The same in another browser.
    ///
    /// # Errors
    /// As [`Stage::play`].
    pub async fn play_in(
        browser: Browser,
        story: impl AsyncFnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let folder = tempfile::tempdir().context("making a folder for the story")?;
        let (server, environment) = Server::start(folder.path()).await?;
        let stage = Self::set(browser, folder, server, environment);
        stage.tell(story).await
    }

    /// The same on a server without anything, as somebody finds it who has the binary alone.
    ///
    /// # Errors
    /// As [`Stage::play`].
    pub async fn play_from_nothing(story: impl AsyncFnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let folder = tempfile::tempdir().context("making a folder for the story")?;
        let server = Server::start_with_nothing(folder.path()).await?;
        let stage = Self::set(Browser::Chromium, folder, server, Environment::none());
        stage.tell(story).await
    }

    async fn tell(self, story: impl AsyncFnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let mut stage = self;
        let mut told = story(&mut stage).await;
        for window in &stage.windows {
            told = told.and(window.check_console().await);
        }
        if let Err(failure) = told {
            told = Err(stage.describe(failure).await);
        }
        for window in stage.windows.drain(..) {
            told = told.and(window.close().await);
        }
        told
    }

    /// What the environment's page shows (`pk_…`).
    #[must_use]
    pub fn publishable_key(&self) -> &str {
        &self.environment.publishable_key
    }

    /// Opens a browser of its own for somebody.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn window(&mut self, name: &str) -> Result<Window> {
        let window = Window::open_new(self.browser, name, self.folder.path()).await?;
        self.windows.push(window.clone());
        Ok(window)
    }

    /// The address of the example site for one of its three people; it is
    /// started when it is first asked for.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn example_for(&mut self, person: &str) -> Result<String> {
        let example = match self.example.take() {
            Some(running) => running,
            None => ExampleSite::start(self.folder.path(), &self.server, &self.environment).await?,
        };
        let url = format!("{}/?as={person}", example.url());
        self.example = Some(example);
        Ok(url)
    }

    /// Opens a browser for one of the example's three people, at the example.
    ///
    /// # Errors
    /// When it does not start or the page does not load.
    pub async fn visitor(&mut self, person: &str) -> Result<Window> {
        let url = self.example_for(person).await?;
        let window = self.window(person).await?;
        window.open(&url).await?;
        Ok(window)
    }

    /// Starts a site of the story's own.
    ///
    /// # Errors
    /// When it cannot listen.
    pub async fn site(&self) -> Result<TestSite> {
        TestSite::start(&self.server, &self.environment).await
    }

    /// A backend of the environment.
    ///
    /// # Errors
    /// When there are no keys yet.
    pub fn pulse(&self) -> Result<Pulse> {
        let secret = self.environment.secret_key.expose_secret();
        Ok(Pulse::new(secret, &self.server.url())?)
    }

    /// Goes on with keys that were made on the way.
    pub fn use_keys(&mut self, publishable: &str, secret: &str) {
        self.environment = Environment {
            publishable_key: publishable.to_owned(),
            secret_key: secret.to_owned().into(),
        };
    }

    fn set(browser: Browser, folder: TempDir, server: Server, environment: Environment) -> Self {
        Self {
            windows: Vec::new(),
            browser,
            example: None,
            server,
            environment,
            folder,
        }
    }

    /// Adds what helps to understand a failure.
    async fn describe(&self, failure: anyhow::Error) -> anyhow::Error {
        let story = story_name();
        let mut details = String::new();
        for window in &self.windows {
            details += &match window.picture(&format!("failed-{story}")).await {
                Ok(file) => format!("\npicture: {}", file.display()),
                Err(error) => format!("\nno picture of {}: {error:#}", window.name()),
            };
            if let Ok(sockets) = window.sockets().await {
                details += &format!("\nsockets of {}: {sockets:?}", window.name());
            }
            for entry in window.console().await.unwrap_or_default() {
                details += &format!("\nconsole of {}: {entry}", window.name());
            }
        }
        details += &format!("\nthe server said:\n{}", self.server.last_words());
        if let Some(example) = &self.example {
            details += &format!("\nthe example said:\n{}", example.last_words());
        }
        anyhow::anyhow!("{failure:#}\n{details}")
    }
}

/// The test runner names each test's thread after the test.
fn story_name() -> String {
    let name = thread::current().name().unwrap_or("story").to_owned();
    let mut parts = name.rsplit("::");
    let last = parts.next().unwrap_or(&name);
    // A story of several browsers is the module of the tests in each.
    match (last.starts_with("in_"), parts.next()) {
        (true, Some(story)) => story.to_owned(),
        _ => last.to_owned(),
    }
}
