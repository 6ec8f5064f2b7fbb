//! Says what is wrong with a page's integration: its token, its origin, its
//! policy, its clock.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pulse_protocol::Timestamp;
use pulse_protocol::claims::{Claims, LEEWAY_SECONDS};

use super::AdminError;
use crate::auth::{TokenError, TokenRefusal};
use crate::shell;
use crate::state::App;
use crate::storage::Environment;

/// What is to be checked.
#[derive(Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "a question is its fields")]
pub struct Question {
    /// The page's origin, such as `https://example.com`.
    pub origin: String,
    /// A user token, as the page gets it.
    pub token: String,
    /// The page's Content-Security-Policy, if it has one.
    pub policy: String,
    /// Where the page reaches this server, such as `https://pulse.example.com`.
    pub endpoint: String,
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// How good something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each verdict must be shown")]
pub enum Verdict {
    /// Fine.
    Good,
    /// It works, but look at it.
    Doubtful,
    /// It does not work.
    Bad,
}

impl Verdict {
    /// The verdict in a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Doubtful => "doubtful",
            Self::Bad => "bad",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a finding is its fields")]
pub struct Finding {
    /// What was looked at.
    pub subject: &'static str,
    /// How good it is.
    pub verdict: Verdict,
    /// Why, and what to do.
    pub words: String,
}

fn finding(subject: &'static str, verdict: Verdict, words: impl Into<String>) -> Finding {
    Finding {
        subject,
        verdict,
        words: words.into(),
    }
}

/// Looks at everything that was given.
///
/// # Errors
/// For faults of the store.
pub async fn check_integration(
    app: &App,
    environment: &Environment,
    question: &Question,
) -> Result<Vec<Finding>, AdminError> {
    let now = shell::now();
    let mut findings = vec![];
    let token = question.token.trim();
    if !token.is_empty() {
        findings.push(check_token(app, environment, token, now).await?);
        if let Some(claims) = claims_of(token) {
            findings.push(check_clock(&claims, now));
        }
    }
    let origin = question.origin.trim();
    if !origin.is_empty() {
        findings.push(check_origin(environment, origin, question.endpoint.trim()));
    }
    let (policy, endpoint) = (question.policy.trim(), question.endpoint.trim());
    if !policy.is_empty() {
        findings.extend(check_policy(policy, origin, endpoint));
    }
    if findings.is_empty() {
        return Err(AdminError::field(
            "token",
            "give a token, an origin or a policy to check",
        ));
    }
    Ok(findings)
}

async fn check_token(
    app: &App,
    environment: &Environment,
    token: &str,
    now: Timestamp,
) -> Result<Finding, AdminError> {
    let bad = |words: String| Ok(finding("Token", Verdict::Bad, words));
    let verified = match app.tokens.verify(&*app.store, token, now).await {
        Ok(verified) => verified,
        Err(TokenError::Store(error)) => return Err(error.into()),
        Err(TokenError::Refused(TokenRefusal::SecretKey)) => {
            return bad(
                "This is a secret key. If it has been in a browser, rotate it now: whoever has \
                 it can be anybody. Mint a token with it in your backend."
                    .to_owned(),
            );
        }
        Err(TokenError::Refused(TokenRefusal::Expired)) => {
            let ended = claims_of(token).map(|claims| at(claims.exp));
            let ended = ended.map_or_else(String::new, |time| format!(" at {time}"));
            return bad(format!(
                "It expired{ended}. Give the widget a token-endpoint, so that it fetches a \
                 fresh one by itself."
            ));
        }
        Err(TokenError::Refused(TokenRefusal::KeyRevoked)) => {
            return bad(
                "The key that minted it was rotated or revoked. Put the new secret key into \
                 your backend."
                    .to_owned(),
            );
        }
        Err(TokenError::Refused(TokenRefusal::Claim("time of issue"))) => {
            return bad("It was made in the future: see the clock below.".to_owned());
        }
        Err(TokenError::Refused(refusal)) => {
            return bad(format!(
                "It is not taken: {refusal}. Is it whole, and minted with a key of this server?"
            ));
        }
    };
    if verified.key.environment != environment.id {
        let other = app.store.environment(&verified.key.environment).await?;
        let other = other.map_or_else(|| "another one".to_owned(), |one| one.name);
        return bad(format!(
            "It belongs to the environment {other}. The publishable key of the page and the \
             secret key of the backend must be of the same environment."
        ));
    }
    let claims = verified.claims;
    let rooms = claims.rooms.map_or_else(
        || "every room".to_owned(),
        |rooms| format!("the rooms {}", rooms.join(", ")),
    );
    Ok(finding(
        "Token",
        Verdict::Good,
        format!(
            "Valid for {} ({}) until {}, in {rooms}.",
            claims.name,
            claims.sub,
            at(claims.exp)
        ),
    ))
}

fn check_clock(claims: &Claims, now: Timestamp) -> Finding {
    let now = now.unix_ms() / 1000;
    if claims.iat > now + LEEWAY_SECONDS {
        let ahead = claims.iat - now;
        return finding(
            "Clock",
            Verdict::Bad,
            format!(
                "The clock of the backend is {ahead} seconds ahead of this server's; up to \
                 {LEEWAY_SECONDS} are forgiven. Let both be set by NTP."
            ),
        );
    }
    let life = claims.exp.saturating_sub(claims.iat);
    let age = now.saturating_sub(claims.iat);
    finding(
        "Clock",
        Verdict::Good,
        format!("Made {age} seconds ago by this server's clock, for {life} seconds."),
    )
}

fn check_origin(environment: &Environment, origin: &str, endpoint: &str) -> Finding {
    let bad = |words: String| finding("Origin", Verdict::Bad, words);
    let rest = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    let Some(rest) = rest else {
        return bad("An origin begins with https:// or http://.".to_owned());
    };
    if rest.is_empty() || rest.contains(['/', '?', '#', ' ']) {
        return bad(
            "An origin is scheme, host and port alone, as https://example.com: no path, and no \
             slash at its end."
                .to_owned(),
        );
    }
    if origin.starts_with("https://") && endpoint.starts_with("http://") {
        return bad(format!(
            "A page on https:// may not open {endpoint}: put TLS in front of this server."
        ));
    }
    let allowed = &environment.settings.allowed_origins;
    let words = if allowed.is_empty() {
        "Allowed: this environment takes pages of every origin."
    } else if allowed.iter().any(|one| one == origin) {
        "Allowed: it is in the list."
    } else {
        return bad(format!(
            "Not allowed. Add it to the allowed origins, which are {}.",
            allowed.join(", ")
        ));
    };
    let host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
    let is_own_machine = host == "localhost" || host == "[::1]" || host.starts_with("127.");
    if origin.starts_with("http://") && !is_own_machine {
        let words = format!(
            "{words} But the page comes without TLS: whoever is in between reads along, and \
             browsers give it no microphone for recorded notes."
        );
        return finding("Origin", Verdict::Doubtful, words);
    }
    finding("Origin", Verdict::Good, words)
}

fn check_policy(policy: &str, origin: &str, endpoint: &str) -> Vec<Finding> {
    let host = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, host)| host);
    let scheme = if endpoint.starts_with("http://") {
        "ws"
    } else {
        "wss"
    };
    let own = !origin.is_empty() && origin == endpoint;
    let reaches = |sources: &[&str], wanted: &str| {
        sources.iter().any(|&source| {
            source == wanted
                || source == "*"
                || source == host
                || source.strip_suffix('/') == Some(wanted)
                || wanted
                    .strip_prefix(source)
                    .is_some_and(|rest| rest.starts_with("//"))
                || (own && source == "'self'")
        })
    };
    let socket = format!("{scheme}://{host}");
    let mut findings = vec![];
    let mut need = |directive: &'static str, fits: &dyn Fn(&[&str]) -> bool, words: String| {
        let sources = sources(policy, directive);
        let fits = sources.as_deref().is_none_or(fits);
        if !fits {
            findings.push(finding("Content-Security-Policy", Verdict::Bad, words));
        }
    };
    need(
        "script-src",
        &|sources| reaches(sources, endpoint),
        format!("script-src needs {endpoint}, where pulse.js comes from."),
    );
    need(
        "script-src",
        &|sources| {
            let words = ["'wasm-unsafe-eval'", "'unsafe-eval'"];
            sources.iter().any(|source| words.contains(source))
        },
        "script-src needs 'wasm-unsafe-eval': the client is WebAssembly.".to_owned(),
    );
    need(
        "connect-src",
        &|sources| reaches(sources, endpoint),
        format!("connect-src needs {endpoint}, for the client and for uploads."),
    );
    need(
        "connect-src",
        &|sources| reaches(sources, &socket),
        format!("connect-src needs {socket}, for the live connection."),
    );
    need(
        "img-src",
        &|sources| reaches(sources, endpoint),
        format!("img-src needs {endpoint}, to show attached pictures."),
    );
    if findings.is_empty() {
        let words = "It lets the widget load, connect and show pictures.";
        findings.push(finding("Content-Security-Policy", Verdict::Good, words));
    }
    findings
}

/// The sources of a directive, or those it falls back to; `None` when the
/// policy restricts nothing of the kind.
fn sources<'a>(policy: &'a str, directive: &str) -> Option<Vec<&'a str>> {
    let policy = policy
        .trim_start_matches("Content-Security-Policy:")
        .trim_start();
    let find = |wanted: &str| {
        policy.split(';').find_map(|part| {
            let mut words = part.split_whitespace();
            let name = words.next()?;
            name.eq_ignore_ascii_case(wanted).then(|| words.collect())
        })
    };
    find(directive).or_else(|| find("default-src"))
}

/// What a token says of itself, whoever signed it.
fn claims_of(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn at(unix_seconds: u64) -> Timestamp {
    Timestamp::from_unix_ms(unix_seconds.saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(policy: &str) -> Vec<String> {
        let findings = check_policy(policy, "https://site.example", "https://pulse.example");
        let bad = findings
            .into_iter()
            .filter(|one| one.verdict == Verdict::Bad);
        bad.map(|one| one.words).collect()
    }

    #[test]
    fn a_policy_that_is_enough_is_good_and_others_say_what_is_missing() {
        let enough = "default-src 'none'; img-src https://pulse.example; \
            script-src 'self' https://pulse.example 'wasm-unsafe-eval'; \
            connect-src https://pulse.example wss://pulse.example";
        assert!(words(enough).is_empty(), "{:?}", words(enough));
        assert!(words("frame-ancestors 'none'").is_empty());
        let nothing = words("default-src 'self'");
        assert_eq!(nothing.len(), 5, "{nothing:?}");
        let no_wasm = words(&enough.replace(" 'wasm-unsafe-eval'", ""));
        assert_eq!(no_wasm.len(), 1);
        assert!(no_wasm[0].contains("wasm-unsafe-eval"));
        let no_socket = words(&enough.replace(" wss://pulse.example", ""));
        assert_eq!(no_socket.len(), 1, "{no_socket:?}");
    }

    #[test]
    fn an_origin_is_no_address_and_must_be_in_the_list() {
        let mut environment = Environment {
            id: pulse_protocol::EnvironmentId::parse("env_1").unwrap(),
            name: "one".to_owned(),
            settings: crate::storage::Settings::default(),
            created_at: Timestamp::default(),
        };
        let verdict = |environment: &Environment, origin: &str, endpoint: &str| {
            check_origin(environment, origin, endpoint).verdict
        };
        let server = "https://pulse.example";
        for wrong in ["site.example", "https://site.example/", "https://"] {
            assert_eq!(
                verdict(&environment, wrong, server),
                Verdict::Bad,
                "{wrong}"
            );
        }
        assert_eq!(
            verdict(&environment, "https://a.example", server),
            Verdict::Good
        );
        let plain = "http://pulse.example";
        assert_eq!(
            verdict(&environment, "https://a.example", plain),
            Verdict::Bad
        );
        environment.settings.allowed_origins = vec!["https://b.example".to_owned()];
        assert_eq!(
            verdict(&environment, "https://a.example", server),
            Verdict::Bad
        );
        assert_eq!(
            verdict(&environment, "https://b.example", server),
            Verdict::Good
        );
    }
}
