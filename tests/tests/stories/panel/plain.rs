//! The panel in a browser that runs no scripts: the main tasks work all the same.

use anyhow::{Result, ensure};
use pulse_tests::Stage;
use serde_json::json;

use super::{PASSWORD, become_admin, fill, text_of};

#[tokio::test]
async fn the_main_tasks_work_without_scripts() -> Result<()> {
    Stage::play_from_nothing(async |stage| {
        let admin = stage.window("admin-without-scripts").await?;
        admin.run_scripts(false).await?;
        let panel = format!("{}/panel", stage.server.url());
        admin.open(&stage.server.setup_link().await?).await?;
        for (field, text) in [
            ("name", "Ada Byron"),
            ("email", "ada@example.com"),
            ("password", PASSWORD),
            ("repeated", PASSWORD),
        ] {
            fill(&admin, field, text).await?;
        }
        admin
            .clicks_anywhere("button.primary", "Create account")
            .await?;
        fill(&admin, "name", "production").await?;
        admin.clicks_anywhere("button.primary", "Create").await?;
        let secret = text_of(&admin, "#secret-key").await?;
        ensure!(secret.starts_with("sk_"), "{secret}");
        // What needs a script is not offered, which also shows that none ran.
        admin.sees_anywhere(0, "button.copy", "").await?;
        admin.clicks_anywhere("a.button", "I have it").await?;
        admin.clicks_anywhere(".tabs a", "Settings").await?;
        admin.clicks_anywhere("label", "Drawing").await?;
        admin
            .clicks_anywhere("button.primary", "Save settings")
            .await?;
        admin
            .sees_anywhere(1, "[data-testid=notice]", "The settings are in use")
            .await?;
        admin.clicks_anywhere(".tabs a", "Keys").await?;
        admin
            .clicks_anywhere("button.primary", "Rotate keys")
            .await?;
        let again = text_of(&admin, "#secret-key").await?;
        ensure!(again != secret, "the same key again");
        admin.clicks_anywhere("a.button", "I have it").await?;
        admin.sees_anywhere(2, "[data-testid=key]", "").await?;
        admin.clicks_anywhere("summary", "Revoke").await?;
        admin
            .clicks_anywhere("button.bad", "Revoke this pair")
            .await?;
        admin
            .sees_anywhere(1, "[data-testid=notice]", "The key pair is revoked")
            .await?;
        admin.clicks_anywhere(".tabs a", "Users").await?;
        fill(&admin, "q", "nobody").await?;
        admin
            .clicks_anywhere("form.search button", "Search")
            .await?;
        admin
            .sees_anywhere(1, ".empty", "Nobody has this in their name or id")
            .await?;

        admin.clicks_anywhere(".main-nav a", "Team").await?;
        for (field, text) in [
            ("name", "Bo"),
            ("email", "bo@example.com"),
            ("password", PASSWORD),
        ] {
            fill(&admin, field, text).await?;
        }
        admin.clicks_anywhere("button.primary", "Add").await?;
        admin
            .sees_anywhere(1, "[data-testid=notice]", "They can sign in now")
            .await?;
        admin.clicks_anywhere(".main-nav a", "Audit log").await?;
        admin.clicks_anywhere("#kind", "").await?;
        admin.type_text("Keys").await?;
        admin.press(fantoccini::key::Key::Enter).await?;
        admin
            .clicks_anywhere("form.filter button", "Filter")
            .await?;
        admin
            .sees_anywhere(2, "[data-testid=entry]", "key.")
            .await?;
        admin.clicks_anywhere("button.quiet", "Sign out").await?;
        fill(&admin, "email", "ada@example.com").await?;
        fill(&admin, "password", PASSWORD).await?;
        admin.clicks_anywhere("button.primary", "Sign in").await?;
        admin.sees_anywhere(1, "h1", "Overview").await?;
        let ran = admin.run("return typeof window.htmx", vec![]).await?;
        ensure!(ran == json!("undefined"), "a script ran: {ran}");
        let at = admin.run("return location.href", vec![]).await?;
        ensure!(at.as_str().is_some_and(|at| at.starts_with(&panel)), "{at}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn markup_in_names_makes_nothing_of_a_page() -> Result<()> {
    Stage::play_from_nothing(async |stage| {
        let admin = become_admin(stage).await?;
        let markup = "\"><img src=x onerror=window.broken=1><script>window.broken=2</script>";
        fill(&admin, "name", markup).await?;
        admin.clicks_anywhere("button.primary", "Create").await?;
        text_of(&admin, "#secret-key").await?;
        admin.clicks_anywhere("a.button", "I have it").await?;
        let panel = format!("{}/panel", stage.server.url());
        let at = admin.run("return location.href", vec![]).await?;
        let at = at.as_str().unwrap_or_default().to_owned();
        for page in ["", "/keys", "/settings", "/rooms", "/users", "/check"]
            .map(|page| format!("{at}{page}"))
            .into_iter()
            .chain(["/environments", "/audit"].map(|page| format!("{panel}{page}")))
        {
            admin.open(&page).await?;
            let seen = "return [window.broken ?? null, document.images.length,\
                document.scripts.length, document.body.innerText]";
            let seen = admin.run(seen, vec![]).await?;
            ensure!(seen[0].is_null() && seen[1] == json!(0), "{page}: {seen}");
            ensure!(seen[2] == json!(2), "{page}: {seen}");
            let text = seen[3].as_str().unwrap_or_default();
            ensure!(text.contains(markup), "{page} does not show it: {text}");
        }
        Ok(())
    })
    .await
}
