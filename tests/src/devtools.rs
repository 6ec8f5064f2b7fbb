//! What chromedriver can do beyond the WebDriver standard: the browser's log,
//! and the developer tools' protocol for screens, colour schemes and scripts
//! that run before a page's own.

use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

/// The size of a window's screen, and whether it is a phone's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Screen {
    /// A desktop window of this size.
    Desktop {
        /// In CSS pixels.
        width: u32,
        /// In CSS pixels.
        height: u32,
    },
    /// A phone of 390 × 844 CSS pixels with a touch screen.
    Phone,
}

/// The scheme the person prefers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ColorScheme {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

pub(crate) async fn set_screen(client: &Client, screen: Screen) -> Result<()> {
    let (width, height, phone) = match screen {
        Screen::Desktop { width, height } => (width, height, false),
        Screen::Phone => (390, 844, true),
    };
    let metrics = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone,
    });
    call(client, "Emulation.setDeviceMetricsOverride", metrics).await?;
    let touch = json!({ "enabled": phone });
    call(client, "Emulation.setTouchEmulationEnabled", touch).await
}

pub(crate) async fn set_color_scheme(client: &Client, scheme: ColorScheme) -> Result<()> {
    let value = match scheme {
        ColorScheme::Light => "light",
        ColorScheme::Dark => "dark",
    };
    let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
    call(client, "Emulation.setEmulatedMedia", features).await
}

/// Makes a script run in every page before the page's own scripts.
pub(crate) async fn run_before_pages(client: &Client, script: &str) -> Result<()> {
    let source = json!({ "source": script });
    call(client, "Page.addScriptToEvaluateOnNewDocument", source).await
}

/// Lets pages run their scripts, or not. What the story itself runs in them goes on to work.
pub(crate) async fn run_scripts(client: &Client, wanted: bool) -> Result<()> {
    let value = json!({ "value": !wanted });
    call(client, "Emulation.setScriptExecutionDisabled", value).await
}

/// Takes what the browser has logged since it was last asked.
pub(crate) async fn take_log(client: &Client) -> Result<Vec<Value>> {
    let entries = client
        .issue_cmd(ChromeCommand {
            path: "se/log",
            body: json!({ "type": "browser" }),
        })
        .await
        .context("reading the browser's log")?;
    match entries {
        Value::Array(entries) => Ok(entries),
        other => anyhow::bail!("the browser's log is no list: {other}"),
    }
}

async fn call(client: &Client, method: &str, parameters: Value) -> Result<()> {
    client
        .issue_cmd(ChromeCommand {
            path: "goog/cdp/execute",
            body: json!({ "cmd": method, "params": parameters }),
        })
        .await
        .with_context(|| format!("calling {method}"))?;
    Ok(())
}

#[derive(Debug)]
struct ChromeCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for ChromeCommand {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session_id.unwrap_or_default();
        base_url.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _request_url: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
