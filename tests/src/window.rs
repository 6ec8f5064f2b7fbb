//! One person's browser window: its pages, its console, its pictures.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::console::{Console, ConsoleEntry};
use crate::devtools::{self, ColorScheme, Screen};
use crate::driver::Driver;
use crate::folders;
use crate::sockets::{self, Sockets};
use crate::wait::{PATIENCE, until};
use crate::widget::Widget;

/// A browser of its own, with its own profile. Cloning names the same window.
#[derive(Clone, Debug)]
pub struct Window {
    name: String,
    pub(crate) client: Client,
    driver: Rc<Driver>,
    console: Rc<RefCell<Console>>,
}

/// Where something is in the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

impl Rectangle {
    /// The point at these shares of the width and the height.
    #[must_use]
    pub fn point(&self, across: f64, down: f64) -> (f64, f64) {
        (
            self.left + self.width * across,
            self.top + self.height * down,
        )
    }
}

impl Window {
    pub(crate) async fn open_new(browser: Browser, name: &str, folder: &Path) -> Result<Self> {
        let (driver, client) = Driver::open(browser, name, folder).await?;
        if browser == Browser::Chromium {
            devtools::run_before_pages(&client, sockets::WATCH).await?;
        }
        Ok(Self {
            name: name.to_owned(),
            client,
            driver: Rc::new(driver),
            console: Rc::default(),
        })
    }

    /// Whose window it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The widget of the page.
    #[must_use]
    pub fn widget(&self) -> Widget<'_> {
        Widget::new(self)
    }

    /// Opens a page and waits until it is loaded.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.client
            .goto(url)
            .await
            .with_context(|| format!("{} opens {url}", self.name))
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn reload(&self) -> Result<()> {
        self.client
            .refresh()
            .await
            .with_context(|| format!("{} reloads the page", self.name))
    }

    /// Gives the window another screen.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn set_screen(&self, screen: Screen) -> Result<()> {
        match screen {
            Screen::Desktop { width, height } if self.driver.browser != Browser::Chromium => {
                let resized = self.client.set_window_size(width, height).await;
                resized.with_context(|| format!("resizing the window of {}", self.name))
            }
            screen => devtools::set_screen(&self.client, screen).await,
        }
    }

    /// Lets the person prefer another scheme, and waits until all colours have changed.
    ///
    /// # Errors
    /// When the browser refuses, or colours go on changing.
    pub async fn set_color_scheme(&self, scheme: ColorScheme) -> Result<()> {
        devtools::set_color_scheme(&self.client, scheme).await?;
        until("the colours to have changed", PATIENCE, async || match self
            .run(IN_TRANSITION, vec![])
            .await?
            .as_u64()
        {
            Some(0) => Ok(()),
            running => bail!("transitions under way: {running:?}"),
        })
        .await
    }

    /// Lets the pages that are opened from here on run their scripts, or not.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn run_scripts(&self, wanted: bool) -> Result<()> {
        devtools::run_scripts(&self.client, wanted).await
    }

    /// Runs a script in the page; `arguments` holds what is given to it.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.client
            .execute(script, arguments)
            .await
            .with_context(|| format!("a script failed in the window of {}", self.name))
    }

    /// Where the first element for a selector is, brought into view first.
    ///
    /// # Errors
    /// When the page has no such element in time.
    pub async fn rectangle_of(&self, selector: &str) -> Result<Rectangle> {
        until(
            format_args!("{selector} on the page"),
            PATIENCE,
            async || {
                let found = self.run(RECTANGLE, vec![json!(selector)]).await?;
                read_rectangle(&found).with_context(|| format!("{found} in its place"))
            },
        )
        .await
    }

    /// Clicks on the first element for a selector, in whatever shadow root it
    /// is, once it is shown.
    ///
    /// # Errors
    /// When it cannot be clicked in time.
    pub async fn clicks_anywhere(&self, selector: &str, text: &str) -> Result<()> {
        let wish = format!("{} to click {selector} with {text:?}", self.name);
        until(wish, PATIENCE, async || {
            let found = self.anywhere("element", selector, text).await?;
            let first = found.first().and_then(|one| self.element(one));
            let first = first.context("nothing of the kind")?;
            self.click(first).await
        })
        .await
    }

    /// Waits until so many elements for a selector show a text, in whatever shadow root.
    ///
    /// # Errors
    /// When there are more or fewer after some time.
    pub async fn sees_anywhere(&self, count: usize, selector: &str, text: &str) -> Result<()> {
        let wish = format!("{} to see {count} {selector} with {text:?}", self.name);
        until(wish, PATIENCE, async || {
            let found = self.anywhere("element.innerText", selector, text).await?;
            ensure!(found.len() == count, "{found:?}");
            Ok::<_, anyhow::Error>(())
        })
        .await
    }

    /// What the page's WebSockets have done since it was loaded. Chromium runs what watches them
    /// before a page's own scripts; in other browsers the page begins with `/watch.js` of
    /// [`TestSite`](crate::TestSite).
    ///
    /// # Errors
    /// When the page cannot tell.
    pub async fn sockets(&self) -> Result<Sockets> {
        let seen = self.run("return window.watchedSockets", vec![]).await?;
        Sockets::read(&seen)
    }

    /// Everything the console has said so far: in Firefox the uncaught errors, which are all it
    /// prints, and in WebKit nothing, since its driver gives no log.
    ///
    /// # Errors
    /// When the browser does not give it.
    pub async fn console(&self) -> Result<Vec<ConsoleEntry>> {
        let new = match self.driver.browser {
            Browser::Chromium => {
                let log = devtools::take_log(&self.client).await?;
                log.iter().map(ConsoleEntry::read).collect()
            }
            Browser::Firefox => {
                let printed = ConsoleEntry::printed_by_firefox(&self.driver.output());
                let known = self.console.borrow().entries().len();
                printed.into_iter().skip(known).collect()
            }
            Browser::WebKit => Vec::new(),
        };
        let mut console = self.console.borrow_mut();
        console.add(new);
        Ok(console.entries().to_vec())
    }

    /// Complaints with this part belong to the story and do not fail it.
    pub fn expect_complaints(&self, part: &str) {
        self.console.borrow_mut().expect(part);
    }

    /// Waits until a complaint with this part is in the console, and expects it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn until_complains(&self, part: &str) -> Result<()> {
        self.expect_complaints(part);
        until(
            format_args!("{part:?} in the console"),
            PATIENCE,
            async || {
                let entries = self.console().await?;
                if entries.iter().any(|entry| entry.message.contains(part)) {
                    return Ok(());
                }
                bail!("{entries:?}")
            },
        )
        .await
    }

    pub(crate) async fn check_console(&self) -> Result<()> {
        self.console().await?;
        self.console.borrow().check(&self.name)
    }

    /// Keeps a picture of the window as `target/screenshots/<picture>-<person>.png`.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn picture(&self, picture: &str) -> Result<PathBuf> {
        let taken = self
            .client
            .screenshot()
            .await
            .with_context(|| format!("taking a picture of the window of {}", self.name))?;
        let file = folders::in_target("screenshots")?.join(format!(
            "{picture}{}-{}.png",
            self.suffix(),
            self.name
        ));
        fs::write(&file, taken).with_context(|| format!("writing {}", file.display()))?;
        Ok(file)
    }

    /// Clicks on an element that has nothing in front of it and can be used: a button may not know
    /// yet what was typed before.
    pub(crate) async fn click(&self, element: Element) -> Result<()> {
        ensure!(element.is_enabled().await?, "it is disabled");
        if self.driver.browser != Browser::WebKit {
            return element.click().await.map_err(anyhow::Error::from);
        }
        // WebKit's driver takes the inside of a text box for something in front of it.
        let element = serde_json::to_value(&element)?;
        let before = self.run(MIDDLE, vec![element.clone()]).await?;
        let place = self.run(MIDDLE, vec![element]).await?;
        ensure!(place == before, "it moves from {before} to {place}");
        match (place["x"].as_f64(), place["y"].as_f64()) {
            (Some(x), Some(y)) => self.click_at((x, y)).await,
            _ => bail!("{place}"),
        }
    }

    /// Pictures of different browsers lie beside each other.
    fn suffix(&self) -> &'static str {
        match self.driver.browser {
            Browser::Chromium => "",
            Browser::Firefox => "-firefox",
            Browser::WebKit => "-webkit",
        }
    }

    async fn anywhere(&self, expression: &str, selector: &str, text: &str) -> Result<Vec<Value>> {
        let script = ANYWHERE.replace("EXPRESSION", expression);
        match self
            .run(&script, vec![json!(selector), json!(text)])
            .await?
        {
            Value::Array(found) => Ok(found),
            other => bail!("{other}"),
        }
    }

    pub(crate) fn element(&self, found: &Value) -> Option<Element> {
        let (_, id) = found.as_object()?.iter().next()?;
        let id = ElementRef::from(id.as_str()?.to_owned());
        Some(Element::from_element_id(self.client.clone(), id))
    }

    pub(crate) async fn close(self) -> Result<()> {
        self.client
            .close()
            .await
            .with_context(|| format!("closing the window of {}", self.name))
    }
}

pub(crate) fn read_rectangle(found: &Value) -> Option<Rectangle> {
    let number = |name: &str| found[name].as_f64();
    Some(Rectangle {
        left: number("left")?,
        top: number("top")?,
        width: number("width")?,
        height: number("height")?,
    })
}

/// Runs in the page: how many transitions are under way, in open shadow roots too.
const IN_TRANSITION: &str = r"
    const roots = (root) => [root, ...[...root.querySelectorAll('*')].flatMap((one) => (one.shadowRoot ? roots(one.shadowRoot) : []))];
    const running = new Set(roots(document).flatMap((root) => root.getAnimations()));
    return [...running].filter((one) => one instanceof CSSTransition).length;
";

const RECTANGLE: &str = r"
  const element = document.querySelector(arguments[0]);
  if (!element) return 'nothing';
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left, top, width, height };
";

/// The middle of an element, unless something else is there.
const MIDDLE: &str = r"
  const [element] = arguments;
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  let hit = null;
  for (let next = document.elementFromPoint(x, y); next && next !== hit;) {
    hit = next;
    next = hit.shadowRoot?.elementFromPoint(x, y);
  }
  for (let one = hit; one; one = one.parentNode ?? one.host) if (one === element) return { x, y };
  return `${hit?.localName ?? 'nothing'} is in front of it`;
";

const ANYWHERE: &str = r"
  const [selector, text] = arguments;
  const all = (root) => [...root.querySelectorAll(selector)].concat(
    ...[...root.querySelectorAll('*')].map((one) => (one.shadowRoot ? all(one.shadowRoot) : [])));
  return all(document)
    .filter((element) => element.checkVisibility() && element.innerText.includes(text))
    .map((element) => EXPRESSION);
";
