//! People meet on a page.

use anyhow::Result;
use pulse_tests::{Stage, Window, spot};

/// Opens the widget's toolbar, where the people are.
pub(crate) async fn open_toolbar(window: &Window) -> Result<()> {
    window.widget().clicks("toolbar-toggle").await?;
    window.widget().sees("toolbar").await
}

/// Two people of the example, each with the toolbar open, who see each other.
pub(crate) async fn ada_and_grace(stage: &mut Stage) -> Result<(Window, Window)> {
    let ada = stage.visitor("ada").await?;
    let grace = stage.visitor("grace").await?;
    for window in [&ada, &grace] {
        open_toolbar(window).await?;
        window.widget().sees_count("avatar", 2).await?;
    }
    Ok((ada, grace))
}

in_every_browser!(two_people_see_each_other_and_notice_when_one_leaves);

async fn two_people_see_each_other_and_notice_when_one_leaves(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    ada.picture("joined").await?;
    grace.picture("joined").await?;

    let linus = stage.visitor("linus").await?;
    ada.widget().sees_count("avatar", 3).await?;
    grace
        .widget()
        .sees_attribute("people", "data-count", "3")
        .await?;

    linus.open("about:blank").await?;
    ada.widget().sees_count("avatar", 2).await?;
    grace.widget().sees_count("avatar", 2).await
}

in_every_browser!(a_second_tab_of_the_same_person_is_no_second_person);

async fn a_second_tab_of_the_same_person_is_no_second_person(stage: &mut Stage) -> Result<()> {
    let (ada, grace) = ada_and_grace(stage).await?;
    let again = stage.window("ada-again").await?;
    again.open(&stage.example_for("ada").await?).await?;
    open_toolbar(&again).await?;
    again.widget().sees_count("avatar", 2).await?;

    again.open("about:blank").await?;
    let grace_left = grace.open("about:blank");
    grace_left.await?;
    ada.widget().sees_count("avatar", 1).await?;
    ada.widget().loses(spot("banner")).await
}
