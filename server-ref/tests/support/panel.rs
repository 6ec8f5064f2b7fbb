//! A browser without scripts on the pages of the panel: cookies, forms and
//! nothing else.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::Value;

use super::server::Server;

/// Long enough, and nobody's.
pub const PASSWORD: &str = "a sentence of the first admin";

/// A browser with its cookies.
pub struct Panel {
    base: String,
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
    /// What forms bring back.
    pub token: String,
}

/// What a page answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub to: String,
    pub policy: String,
    /// The cookies it sets, as they are said.
    pub cookies: Vec<String>,
    pub text: String,
}

impl Answer {
    /// The value of the first input of a name.
    pub fn input(&self, name: &str) -> Option<String> {
        let (_, after) = self.text.split_once(&format!("name=\"{name}\""))?;
        let tag = after.split('>').next()?;
        let (_, value) = tag.split_once("value=\"")?;
        Some(unescaped(value.split('"').next()?))
    }

    /// The id that follows a piece of the page.
    pub fn after(&self, piece: &str) -> String {
        let (_, after) = self.text.split_once(piece).expect(piece);
        let is_part = |one: &char| one.is_ascii_alphanumeric() || "_-".contains(*one);
        after.chars().take_while(is_part).collect()
    }

    /// What an element of an id shows.
    pub fn shown(&self, id: &str) -> String {
        let (_, after) = self.text.split_once(&format!("id=\"{id}\"")).expect(id);
        let (_, inside) = after.split_once('>').expect(id);
        unescaped(inside.split('<').next().expect(id))
    }
}

/// A text as a part of an address.
pub fn in_path(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn unescaped(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

impl Panel {
    /// A browser nobody has signed in with.
    pub fn new(server: &Server) -> Self {
        let http = reqwest::Client::builder();
        Self {
            base: server.http_url(""),
            http: http
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            cookies: BTreeMap::new(),
            token: String::new(),
        }
    }

    /// The first admin's, after they were made.
    pub async fn first_admin(server: &mut Server) -> Self {
        let link = server.setup_link().await;
        let mut panel = Self::new(server);
        let path = link.strip_prefix(&panel.base).unwrap().to_owned();
        let page = panel.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let link = page.input("link").unwrap();
        let fields = [
            ("link", link.as_str()),
            ("name", "Ada Byron"),
            ("email", "Ada@Example.com"),
            ("password", PASSWORD),
            ("repeated", PASSWORD),
        ];
        let made = panel.post("/panel/setup", &fields).await;
        assert_eq!(
            (made.status, made.to.as_str()),
            (303, "/panel/environments"),
            "{}",
            made.text
        );
        panel.get("/panel").await;
        panel
    }

    /// Somebody who signed in.
    pub async fn signed_in(server: &Server, email: &str, password: &str) -> Self {
        let mut panel = Self::new(server);
        let answer = panel.sign_in(email, password).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        panel.get("/panel").await;
        panel
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.get("/panel/sign-in").await;
        let fields = [("email", email), ("password", password), ("code", "")];
        self.post("/panel/sign-in", &fields).await
    }

    /// Loads a page, and remembers what its forms bring back.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base));
        let answer = self.send(request).await;
        if let Some(token) = answer.input("form") {
            self.token = token;
        }
        answer
    }

    /// Sends a form of the page that was loaded last.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let mut fields = fields.to_vec();
        fields.push(("form", &token));
        self.post_raw(path, &fields).await
    }

    /// Adds somebody to the team, who has the same password.
    pub async fn add_member(&mut self, name: &str, role: &str) {
        let email = format!("{name}@example.com");
        let fields = [
            ("name", name),
            ("email", &email),
            ("password", PASSWORD),
            ("role", role),
        ];
        let added = self.post("/panel/team", &fields).await;
        assert_eq!(added.status, 303, "{}", added.text);
    }

    /// Sends fields as they are.
    pub async fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, fields, None).await
    }

    /// Sends fields as they are, with a header.
    pub async fn post_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        header: Option<(&str, &str)>,
    ) -> Answer {
        let pairs = fields.iter().map(|(name, value)| {
            let [name, value] = [name, value].map(|text| in_path(text));
            format!("{name}={value}")
        });
        let body = pairs.collect::<Vec<_>>().join("&");
        let mut request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        self.send(request).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let shown: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request
            .header(COOKIE, shown.join("; "))
            .send()
            .await
            .unwrap();
        let mut cookies = vec![];
        for header in answer.headers().get_all(SET_COOKIE) {
            let text = header.to_str().unwrap();
            cookies.push(text.to_owned());
            assert!(
                text.contains("HttpOnly") && text.contains("SameSite=Strict"),
                "{text}"
            );
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if text.contains("Max-Age=0") || value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        Answer {
            status: answer.status().as_u16(),
            to: header(LOCATION.as_str()),
            policy: header("content-security-policy"),
            cookies,
            text: answer.text().await.unwrap(),
        }
    }

    /// The cookies as they are, to be brought along by somebody else.
    pub fn lend_cookies(&self, other: &mut Self) {
        other.cookies.clone_from(&self.cookies);
    }

    /// Makes an environment: its id, publishable and secret key.
    pub async fn create_environment(&mut self, name: &str) -> super::Environment {
        let made = self.post("/panel/environments", &[("name", name)]).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let (_, after) = made.text.split_once("/panel/environments/env_").unwrap();
        let end = after.find(['"', '/']).unwrap();
        super::Environment {
            id: format!("env_{}", &after[..end]),
            publishable: made.shown("publishable-key"),
            secret: made.shown("secret-key"),
        }
    }
}

/// A program with a personal access token.
pub struct Program<'a> {
    pub server: &'a Server,
    pub token: String,
}

impl<'a> Program<'a> {
    /// A program of an admin who is made beside the running server.
    pub async fn of_an_admin(server: &'a Server) -> Self {
        let email = "admin@example.com";
        let made = server
            .command(&["admin", "add", email, "--role", "admin"])
            .await;
        assert!(made.status.success(), "{made:?}");
        let made = server.command(&["admin", "token", email, "--json"]).await;
        let made: Value = serde_json::from_slice(&made.stdout).expect("JSON");
        Self {
            server,
            token: made["token"].as_str().expect("a token").to_owned(),
        }
    }

    /// A program of somebody who is signed in.
    pub async fn of(server: &'a Server, panel: &mut Panel) -> Self {
        panel.get("/panel/account").await;
        let made = panel
            .post("/panel/account/tokens", &[("token", "ci"), ("days", "")])
            .await;
        assert_eq!(made.status, 201, "{}", made.text);
        Self {
            server,
            token: made.shown("access-token"),
        }
    }

    /// Asks the admin API.
    pub async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = self.server.http_url(&format!("/api/admin/v1{path}"));
        let method = method.parse().expect("a method of HTTP");
        let request = self.server.http().request(method, url);
        let mut request = request.bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the server answers");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("an answer is JSON"))
    }
}
