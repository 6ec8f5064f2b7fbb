//! The widget of a page, as the person who uses it sees it: what is shown in
//! its shadow root, found by the test ids of `web-component/README.md`.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::wait::{PATIENCE, until};
use crate::window::{Rectangle, Window, read_rectangle};

/// The widget in one window.
#[derive(Clone, Copy, Debug)]
pub struct Widget<'a> {
    window: &'a Window,
}

/// Something the widget shows: an element by its test id, perhaps only the
/// one inside another that shows a certain text.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    test_id: &'a str,
    inside: Option<(&'a str, &'a str)>,
}

impl<'a> Spot<'a> {
    /// The same, but inside the element of that test id which shows that text,
    /// or that element itself.
    #[must_use]
    pub fn inside(self, test_id: &'a str, text: &'a str) -> Self {
        Self {
            inside: Some((test_id, text)),
            ..self
        }
    }

    /// The same, but of the comment with that text.
    #[must_use]
    pub fn of_comment(self, text: &'a str) -> Self {
        self.inside("comment", text)
    }
}

impl<'a> From<&'a str> for Spot<'a> {
    fn from(test_id: &'a str) -> Self {
        Self {
            test_id,
            inside: None,
        }
    }
}

/// The element of this test id.
#[must_use]
pub fn spot(test_id: &str) -> Spot<'_> {
    test_id.into()
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.test_id)?;
        match self.inside {
            Some((outer, text)) => write!(f, " inside {outer:?} with {text:?}"),
            None => Ok(()),
        }
    }
}

impl<'a> Widget<'a> {
    pub(crate) fn new(window: &'a Window) -> Self {
        Self { window }
    }

    /// Waits until it is shown.
    ///
    /// # Errors
    /// When it is not shown in time.
    pub async fn sees(&self, what: impl Into<Spot<'_>>) -> Result<()> {
        let what = what.into();
        until(self.says("to see", what), PATIENCE, async || {
            self.shown(what).await.map(drop)
        })
        .await
    }

    /// Waits until there is one, shown or not: lines of a drawing have no box of their own.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn exists(&self, test_id: &str) -> Result<()> {
        let wish = self.says("to have", spot(test_id));
        until(wish, PATIENCE, async || {
            let found = self.window.run(EXISTS, vec![json!(test_id)]).await?;
            ensure!(found == json!(true), "none");
            Ok::<_, anyhow::Error>(())
        })
        .await
    }

    /// Waits until nothing of the kind is shown.
    ///
    /// # Errors
    /// When it is still shown after some time.
    pub async fn loses(&self, what: impl Into<Spot<'_>>) -> Result<()> {
        self.sees_count(what, 0).await
    }

    /// Waits until exactly so many are shown.
    ///
    /// # Errors
    /// When there are more or fewer after some time.
    pub async fn sees_count(&self, what: impl Into<Spot<'_>>, count: usize) -> Result<()> {
        let what = what.into();
        let wish = self.says(&format!("to see {count} of"), what);
        until(wish, PATIENCE, async || {
            let shown = self.all_shown(what).await?.len();
            ensure!(shown == count, "{shown} of them");
            Ok::<_, anyhow::Error>(())
        })
        .await
    }

    /// Waits until the texts shown are exactly these, in this order.
    ///
    /// # Errors
    /// When they are others after some time.
    pub async fn sees_texts(&self, what: impl Into<Spot<'_>>, texts: &[&str]) -> Result<()> {
        let what = what.into();
        let wish = self.says(&format!("to see {texts:?} in"), what);
        until(wish, PATIENCE, async || {
            let shown = self.texts(what).await?;
            ensure!(shown == texts, "{shown:?}");
            Ok::<_, anyhow::Error>(())
        })
        .await
    }

    /// Waits until an attribute has this value.
    ///
    /// # Errors
    /// When it has another after some time.
    pub async fn sees_attribute(
        &self,
        what: impl Into<Spot<'_>>,
        attribute: &str,
        value: &str,
    ) -> Result<()> {
        let what = what.into();
        let wish = self.says(&format!("to see {attribute}={value:?} at"), what);
        until(wish, PATIENCE, async || {
            let found = self.shown(what).await?.attr(attribute).await?;
            ensure!(found.as_deref() == Some(value), "{found:?}");
            Ok::<_, anyhow::Error>(())
        })
        .await
    }

    /// The texts that are shown there now.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn texts(&self, what: impl Into<Spot<'_>>) -> Result<Vec<String>> {
        let texts = self.ask("element.innerText.trim()", what.into()).await?;
        let read = |text: Value| text.as_str().map(str::to_owned).context("no text");
        texts.into_iter().map(read).collect()
    }

    /// Where it is in the window.
    ///
    /// # Errors
    /// When it is not shown in time.
    pub async fn rectangle_of(&self, what: impl Into<Spot<'_>>) -> Result<Rectangle> {
        let what = what.into();
        until(self.says("to see", what), PATIENCE, async || {
            let found = self.ask("element.getBoundingClientRect().toJSON()", what);
            let first = found.await?.into_iter().next().unwrap_or_default();
            read_rectangle(&first).context("nothing of the kind")
        })
        .await
    }

    /// Where all that is shown of it is in the window now.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn rectangles_of(&self, what: impl Into<Spot<'_>>) -> Result<Vec<Rectangle>> {
        let found = self.ask("element.getBoundingClientRect().toJSON()", what.into());
        Ok(found.await?.iter().filter_map(read_rectangle).collect())
    }

    /// Waits until the server has answered every write.
    ///
    /// # Errors
    /// When writes are still pending, or failed, after some time.
    pub async fn has_nothing_pending(&self) -> Result<()> {
        let wish = format!("{} to have nothing pending", self.window.name());
        until(wish, PATIENCE, async || {
            let pending = self.window.run(PENDING, vec![]).await?;
            ensure!(pending == json!([]), "{pending}");
            Ok::<_, anyhow::Error>(())
        })
        .await
    }

    /// Clicks on it with the mouse, where it is and with nothing in front of it.
    ///
    /// # Errors
    /// When it cannot be clicked in time.
    pub async fn clicks(&self, what: impl Into<Spot<'_>>) -> Result<()> {
        let what = what.into();
        until(self.says("to click", what), PATIENCE, async || {
            let element = self.shown(what).await?;
            self.window.click(element).await
        })
        .await
    }

    /// Clicks into a box and types.
    ///
    /// # Errors
    /// When it cannot be clicked in time.
    pub async fn writes(&self, what: impl Into<Spot<'_>>, text: &str) -> Result<()> {
        self.clicks(what).await?;
        self.window.type_text(text).await
    }

    /// Chooses a file, as the browser's dialog does: for an `<input type=file>`, which is not shown.
    ///
    /// # Errors
    /// When there is no such input in time.
    pub async fn attaches(&self, test_id: &str, file: &Path) -> Result<()> {
        let path = file.canonicalize().context("the file to attach")?;
        let path = path.to_str().context("a path in UTF-8")?;
        let wish = self.says("to choose a file for", spot(test_id));
        until(wish, PATIENCE, async || {
            let found = self.window.run(INPUT, vec![json!(test_id)]).await?;
            let input = self.window.element(&found).context("no such input")?;
            input.send_keys(path).await.map_err(anyhow::Error::from)
        })
        .await
    }

    /// Goes to it with the Tab key, as somebody without a mouse does.
    ///
    /// # Errors
    /// When the focus never gets there.
    pub async fn tabs_to(&self, test_id: &str) -> Result<()> {
        self.goes_to(test_id, async || self.window.press(Key::Tab).await)
            .await
    }

    /// The same, backwards.
    ///
    /// # Errors
    /// When the focus never gets there.
    pub async fn tabs_back_to(&self, test_id: &str) -> Result<()> {
        self.goes_to(test_id, async || {
            self.window.press_with(Key::Shift, Key::Tab).await
        })
        .await
    }

    /// Waits until the focus is there without doing anything for it.
    ///
    /// # Errors
    /// When the focus stays elsewhere.
    pub async fn has_focus_at(&self, test_id: &str) -> Result<()> {
        until(
            self.says("the focus at", spot(test_id)),
            PATIENCE,
            async || {
                let focused = self.window.run(FOCUSED, vec![]).await?;
                ensure!(focused == json!(test_id), "{focused}");
                Ok::<_, anyhow::Error>(())
            },
        )
        .await
    }

    async fn goes_to(&self, test_id: &str, step: impl AsyncFn() -> Result<()>) -> Result<()> {
        let mut visited = Vec::new();
        for _ in 0..MOST_TABS {
            step().await?;
            let focused = self.window.run(FOCUSED, vec![]).await?;
            if focused == json!(test_id) {
                return Ok(());
            }
            visited.push(focused.as_str().unwrap_or("something else").to_owned());
        }
        bail!(
            "{} presses Tab {MOST_TABS} times and never gets to {test_id:?}, only to {visited:?}",
            self.window.name()
        )
    }

    fn says(&self, wish: &str, what: Spot<'_>) -> String {
        format!("{} {wish} {what}", self.window.name())
    }

    async fn shown(&self, what: Spot<'_>) -> Result<Element> {
        let first = self.all_shown(what).await?.into_iter().next();
        first.with_context(|| format!("no {what}"))
    }

    async fn all_shown(&self, what: Spot<'_>) -> Result<Vec<Element>> {
        let found = self.ask("element", what).await?;
        Ok(found
            .iter()
            .filter_map(|one| self.window.element(one))
            .collect())
    }

    /// Evaluates an expression for each `element` that is shown there.
    async fn ask(&self, expression: &str, what: Spot<'_>) -> Result<Vec<Value>> {
        let script = FIND.replace("EXPRESSION", expression);
        let arguments = vec![json!(what.test_id), json!(what.inside)];
        match self.window.run(&script, arguments).await? {
            Value::Array(found) => Ok(found),
            other => bail!("{other}"),
        }
    }
}

/// Enough for the example page with its links and a form.
const MOST_TABS: usize = 60;

const FIND: &str = r#"
  const [testId, inside] = arguments;
  const widget = document.querySelector('pulse-widget');
  if (!widget) return 'the page has no <pulse-widget>';
  if (!widget.shadowRoot) return '<pulse-widget> is not defined, or not rendered';
  const all = (root, id) => [...root.querySelectorAll(`[data-testid="${id}"]`)]
    .filter((element) => element.checkVisibility({ checkVisibilityCSS: true }));
  const roots = inside
    ? all(widget.shadowRoot, inside[0]).filter((one) => one.innerText.includes(inside[1]))
    : [widget.shadowRoot];
  const found = (root) => (root.dataset?.testid === testId ? [root] : all(root, testId));
  return roots.flatMap(found).map((element) => EXPRESSION);
"#;

const EXISTS: &str = r#"
  const { shadowRoot } = document.querySelector('pulse-widget') ?? {};
  return Boolean(shadowRoot?.querySelector(`[data-testid="${arguments[0]}"]`));
"#;

const INPUT: &str = r#"
  const { shadowRoot } = document.querySelector('pulse-widget') ?? {};
  return shadowRoot?.querySelector(`[data-testid="${arguments[0]}"]`) ?? null;
"#;

const PENDING: &str = r"
  const { pending } = document.querySelector('pulse-widget').client;
  return pending.map(({ kind, status }) => `${kind} ${status}`);
";

const FOCUSED: &str = r"
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused?.dataset?.testid ?? focused?.localName ?? null;
";
