//! Tokens end while people are talking. First by name, because it takes the longest.

use std::time::Duration;

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use pulse_tests::{Resource, Stage, until};

use crate::joining::open_toolbar;
use crate::page::{Embed, STYLE};

#[tokio::test]
async fn a_token_of_a_minute_is_refreshed_on_the_same_socket() -> Result<()> {
    Stage::play(async |stage| {
        let site = stage.site().await?;
        site.put("page.css", Resource::style(STYLE));
        let embed = Embed {
            token_seconds: 60,
            ..Embed::new(stage, "ada")
        };
        let url = embed.put_on(&site);
        let ada = stage.window("ada").await?;
        ada.open(&url).await?;
        open_toolbar(&ada).await?;
        ada.widget().sees_count("avatar", 1).await?;

        until("the token to be refreshed", TOKEN_LIFE, async || {
            let sockets = ada.sockets().await?;
            let refreshed = sockets.received.iter().any(|kind| kind == "auth:refreshed");
            ensure!(refreshed, "{sockets:?}");
            Ok::<_, anyhow::Error>(())
        })
        .await?;
        let sockets = ada.sockets().await?;
        ensure!((sockets.opened, sockets.closed) == (1, 0), "{sockets:?}");

        ada.widget().clicks("comments").await?;
        ada.widget()
            .writes("new-thread-input", "Still here")
            .await?;
        ada.press(Key::Enter).await?;
        ada.widget()
            .sees_attribute("comment", "data-state", "sent")
            .await?;
        Ok(())
    })
    .await
}

const TOKEN_LIFE: Duration = Duration::from_secs(60);
