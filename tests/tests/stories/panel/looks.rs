//! Every page of the panel, looked at by axe and pictured: wide and narrow, light and dark.

use anyhow::{Context, Result, ensure};
use pulse_sdk::TokenRequest;
use pulse_sdk::rest::{CommentRequest, ThreadRequest};
use pulse_tests::{ColorScheme, PATIENCE, Resource, Screen, Stage, Window, until};

use super::{PASSWORD, become_admin, fill, make_environment};
use crate::joining::open_toolbar;
use crate::page::{Embed, STYLE};

async fn is_accessible(window: &Window, page: &str) -> Result<()> {
    let axe = std::fs::read_to_string(AXE).context("npm packages of the widget are missing")?;
    let script = format!(
        "{axe}\nwindow.axeFound = undefined;\
         axe.run({{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }})\
         .then((found) => {{ window.axeFound = found.violations.map((one) =>\
         one.id + ' ' + one.nodes.map((node) => node.target).join(' ')); }});"
    );
    window.run(&script, vec![]).await?;
    until(
        format_args!("axe to look at {page}"),
        PATIENCE,
        async || {
            let found = window.run("return window.axeFound", vec![]).await?;
            let found = found.as_array().cloned().context("not yet")?;
            Ok::<_, anyhow::Error>(found)
        },
    )
    .await
    .and_then(|found| {
        ensure!(found.is_empty(), "{page}: {found:?}");
        Ok(())
    })
}

/// Looks at the page that is open, in every way, and keeps pictures of all of it.
async fn look(window: &Window, page: &str) -> Result<()> {
    for scheme in [ColorScheme::Light, ColorScheme::Dark] {
        for width in [1280, 390] {
            see(window, page, scheme, width).await?;
        }
    }
    window.set_color_scheme(ColorScheme::Light).await?;
    window.set_screen(WIDE).await
}

/// The same for a page that looks as others do: each scheme and each width once.
async fn glance(window: &Window, page: &str) -> Result<()> {
    see(window, page, ColorScheme::Light, 1280).await?;
    see(window, page, ColorScheme::Dark, 390).await?;
    window.set_color_scheme(ColorScheme::Light).await?;
    window.set_screen(WIDE).await
}

async fn see(window: &Window, page: &str, scheme: ColorScheme, width: u32) -> Result<()> {
    let suffix = match scheme {
        ColorScheme::Light => "light",
        ColorScheme::Dark => "dark",
    };
    window.set_color_scheme(scheme).await?;
    let screen = if width == 390 { Screen::Phone } else { WIDE };
    window.set_screen(screen).await?;
    // Colours on their way from one scheme to the other are nobody's to judge.
    let arrive = "document.getAnimations().forEach((one) => one.finish())";
    window.run(arrive, vec![]).await?;
    // What axe finds hangs on the scheme or on the width.
    if (scheme == ColorScheme::Light) == (width == 1280) {
        is_accessible(window, &format!("{page}, {suffix}, {width}")).await?;
    }
    let widths = "const root = document.documentElement;\
        return [root.scrollWidth, innerWidth, root.scrollHeight]";
    let found = window.run(widths, vec![]).await?;
    let number = |place: usize| found[place].as_u64().context("no width");
    ensure!(
        number(0)? <= number(1)?,
        "{page} is wider than {width}: {found}"
    );
    let height = u32::try_from(number(2)?)?.clamp(700, TALLEST);
    window.set_screen(Screen::Desktop { width, height }).await?;
    let picture = format!("panel-{page}-{width}-{suffix}");
    window.picture(&picture).await?;
    Ok(())
}

/// People who have talked about two pages of a shop.
async fn talk(stage: &Stage) -> Result<String> {
    let pulse = stage.pulse()?;
    for (id, name) in [
        ("grace", "Grace Hopper"),
        ("linus", "Linus Pauling"),
        ("user-4f1c-9a77-with-a-very-long-id-of-the-host", LONG_NAME),
    ] {
        pulse.mint_token(TokenRequest::new(id, name)).await?;
    }
    let about = |body: &str| ThreadRequest::new("grace", body);
    let mut threads = vec![];
    for (room, body) in [
        (
            "/pricing",
            "Is the yearly price still right? The page says 90, the contract 96.",
        ),
        (
            "/pricing",
            "\"><img src=x onerror=alert(1)> is how a price should not look.",
        ),
        (
            "/help/getting-started/with-an-address-that-goes-on-for-longer-than-a-phone-is-wide",
            LONG_WORD,
        ),
    ] {
        threads.push(pulse.threads(room).create(about(body)).await?);
    }
    let first = &threads[0];
    let answer = "Ninety-six. I have changed it in the draft.\nThe old one is in the archive.";
    let answers = pulse.comments(first.id.as_str());
    let answer = answers.create(CommentRequest::new("linus", answer)).await?;
    pulse
        .reactions(answer.id.as_str())
        .add("grace", "\u{1f389}")
        .await?;
    Ok(first.id.to_string())
}

#[tokio::test]
async fn every_page_of_the_panel_is_accessible_and_pictured() -> Result<()> {
    Stage::play_from_nothing(async |stage| {
        let panel = format!("{}/panel", stage.server.url());
        let visitor = stage.window("visitor").await?;
        visitor.open(&stage.server.setup_link().await?).await?;
        look(&visitor, "setup").await?;
        visitor.open(&format!("{panel}/sign-in")).await?;
        look(&visitor, "sign-in").await?;

        let admin = become_admin(stage).await?;
        look(&admin, "environments-empty").await?;
        fill(&admin, "name", "production").await?;
        admin.clicks_anywhere("button.primary", "Create").await?;
        super::take_keys(stage, &admin).await?;
        look(&admin, "made").await?;
        admin.clicks_anywhere("a.button", "I have it").await?;
        let at = admin.run("return location.pathname", vec![]).await?;
        let at = at.as_str().context("no path")?.to_owned();
        let at = format!("{}{at}", stage.server.url());
        for (page, name) in [("/rooms", "rooms-empty"), ("/users", "users-empty")] {
            admin.open(&format!("{at}{page}")).await?;
            glance(&admin, name).await?;
        }
        let thread = talk(stage).await?;
        let site = stage.site().await?;
        site.put("page.css", Resource::style(STYLE));
        let grace = stage.window("grace").await?;
        grace
            .open(&Embed::new(stage, "grace").put_on(&site))
            .await?;
        open_toolbar(&grace).await?;
        grace.widget().sees("avatar").await?;

        for (page, name) in [
            ("", "start"),
            ("/keys", "keys"),
            ("/settings", "settings"),
            ("/rooms", "rooms"),
            ("/threads?room=%2Fpricing", "threads"),
            (&format!("/threads/{thread}"), "comments"),
            ("/users", "users"),
            ("/check", "check"),
        ] {
            admin.open(&format!("{at}{page}")).await?;
            look(&admin, name).await?;
        }
        // A search finds while one types.
        admin.open(&format!("{at}/users")).await?;
        admin.sees_anywhere(3, "[data-testid=user]", "").await?;
        fill(&admin, "q", "PAUL").await?;
        admin.sees_anywhere(1, "[data-testid=user]", "").await?;
        for (page, name) in [
            ("", "overview"),
            ("/audit", "audit"),
            ("/account", "account"),
            ("/account/codes", "codes"),
        ] {
            admin.open(&format!("{panel}{page}")).await?;
            look(&admin, name).await?;
        }
        for (page, name) in [
            (format!("{at}/rooms?q=nowhere"), "rooms-none"),
            (format!("{panel}/audit?q=nothing"), "audit-none"),
        ] {
            admin.open(&page).await?;
            glance(&admin, name).await?;
        }
        admin.open(&format!("{panel}/nowhere")).await?;
        admin.until_complains("404").await?;
        glance(&admin, "not-found").await?;
        forms_that_failed(&admin, &at).await?;
        team_and_member(stage, &admin, &at).await
    })
    .await
}

/// What pages look like after a form that was wrong.
async fn forms_that_failed(admin: &Window, at: &str) -> Result<()> {
    admin.expect_complaints("422");
    admin.open(&format!("{at}/settings")).await?;
    for (field, text) in [
        ("maxFileSizeMb", "0"),
        ("tokenTtlSeconds", "5"),
        ("allowedOrigins", "site.example"),
    ] {
        fill(admin, field, text).await?;
    }
    let save = admin.clicks_anywhere("button.primary", "Save settings");
    save.await?;
    admin
        .sees_anywhere(1, ".notice.bad", "not right yet")
        .await?;
    look(admin, "settings-faulty").await?;
    admin.open(&format!("{at}/check")).await?;
    for (field, text) in [
        ("token", "sk_not.a.token"),
        ("origin", "https://shop.example/"),
        ("policy", "default-src 'self'"),
    ] {
        fill(admin, field, text).await?;
    }
    admin.clicks_anywhere("button.primary", "Check").await?;
    admin
        .sees_anywhere(1, "[data-testid=finding] b", "Origin: bad")
        .await?;
    look(admin, "check-findings").await
}

/// The team, and what its members see.
async fn team_and_member(stage: &mut Stage, admin: &Window, at: &str) -> Result<()> {
    let panel = format!("{}/panel", stage.server.url());
    admin.open(&format!("{panel}/team")).await?;
    for (field, text) in [
        ("name", LONG_NAME),
        ("email", "bo@example.com"),
        ("password", PASSWORD),
    ] {
        fill(admin, field, text).await?;
    }
    admin.clicks_anywhere("button.primary", "Add").await?;
    admin
        .sees_anywhere(1, "[data-testid=notice]", "They can sign in now")
        .await?;
    look(admin, "team").await?;
    let member = stage.window("member").await?;
    member.expect_complaints("401");
    member.open(&panel).await?;
    fill(&member, "email", "bo@example.com").await?;
    fill(&member, "password", "not the one at all").await?;
    member.clicks_anywhere("button.primary", "Sign in").await?;
    member
        .sees_anywhere(1, ".notice.bad", "do not go together")
        .await?;
    glance(&member, "sign-in-refused").await?;
    fill(&member, "password", PASSWORD).await?;
    member.clicks_anywhere("button.primary", "Sign in").await?;
    member.sees_anywhere(1, "h1", "Overview").await?;
    for (page, name) in [
        (format!("{panel}/environments"), "environments-of-member"),
        (format!("{at}/keys"), "keys-of-member"),
        (format!("{at}/settings"), "settings-of-member"),
        (format!("{panel}/team"), "team-of-member"),
    ] {
        member.open(&page).await?;
        member.sees_anywhere(0, "button.bad", "").await?;
        glance(&member, name).await?;
    }
    make_environment_later(stage, admin, &panel).await
}

/// A list with more than one environment, one of them with a name that is long.
async fn make_environment_later(stage: &mut Stage, admin: &Window, panel: &str) -> Result<()> {
    admin.open(&format!("{panel}/environments")).await?;
    make_environment(stage, admin, LONG_NAME).await?;
    glance(admin, "start-long-name").await?;
    admin.open(&format!("{panel}/environments")).await?;
    look(admin, "environments").await
}

const WIDE: Screen = Screen::Desktop {
    width: 1280,
    height: 900,
};
const TALLEST: u32 = 4000;
const LONG_NAME: &str =
    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger of Llanfairpwllgwyngyll";
const LONG_WORD: &str = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft is one word.";
const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../web-component/node_modules/axe-core/axe.min.js"
);
