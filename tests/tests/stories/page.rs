//! Pages of the stories' own site, with the widget set up by a script of theirs.

use pulse_tests::{Resource, Stage, TestSite};

/// What a page of the story's own says to the widget.
pub(crate) struct Embed<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) person: &'a str,
    pub(crate) token_seconds: u32,
    pub(crate) role: &'a str,
}

impl<'a> Embed<'a> {
    pub(crate) fn new(stage: &'a Stage, person: &'a str) -> Self {
        Self {
            stage,
            person,
            token_seconds: 3600,
            role: "commenter",
        }
    }

    /// The script of the quick start: make the element, say what it needs, append it.
    pub(crate) fn script(&self) -> String {
        format!(
            r"
            const widget = document.createElement('pulse-widget');
            widget.setAttribute('api-key', '{key}');
            widget.setAttribute('endpoint', '{endpoint}');
            widget.setAttribute('room', 'story');
            widget.setAttribute('token-endpoint', '/token?id={person}&name={person}&ttl={seconds}&role={role}');
            document.body.append(widget);
            ",
            key = self.stage.publishable_key(),
            endpoint = self.stage.server.url(),
            person = self.person,
            seconds = self.token_seconds,
            role = self.role,
        )
    }

    /// Puts a page and its script on the site; the answer is the page's address.
    pub(crate) fn put_on(&self, site: &TestSite) -> String {
        let (page, script) = (self.person.to_owned(), format!("{}.js", self.person));
        site.put(&script, Resource::script(self.script()));
        site.put(&page, Resource::page(html(self.stage, &script)));
        site.url(&page)
    }
}

/// A page with something to comment on, the widget's script and another one.
pub(crate) fn html(stage: &Stage, script: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A page of a story</title>
<link rel="stylesheet" href="/page.css">
<script src="/watch.js"></script>
<main id="main">
  <h1 id="title">A page with something to talk about</h1>
  <p id="first">The first paragraph.</p>
  <p id="second">The second paragraph.</p>
</main>
<script src="{server}/sdk/pulse.js"></script>
<script src="/{script}"></script>
</html>"#,
        server = stage.server.url(),
    )
}

pub(crate) const STYLE: &str =
    "main { max-width: 40rem; margin: 4rem auto; font: 1rem/1.6 sans-serif }";
