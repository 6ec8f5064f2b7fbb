//! Comments and reactions.

use pulse_sdk::ErrorCode;
use pulse_sdk::rest::{CommentEdit, CommentRequest, TargetType};

use crate::{thread, two_people};

#[tokio::test]
async fn a_comment_is_written_read_changed_and_deleted() {
    let (_server, pulse) = two_people().await;
    let thread = thread(&pulse, "/r", "first").await;
    let reply = CommentRequest::new("grace", "@Ada, yes").mention("ada");
    let comment = pulse.comments(&thread.id).create(reply).await.unwrap();
    assert_eq!(
        (comment.user_id.as_str(), comment.edited_at),
        ("grace", None)
    );

    let edited = pulse.comment(&comment.id).edit("yes!").await.unwrap();
    assert!(edited.edited_at.is_some() && edited.mentions == ["ada"]);
    let nobody = CommentEdit::new("yes").mentions(Vec::<String>::new());
    let edited = pulse
        .comment(&comment.id)
        .by("ada")
        .edit(nobody)
        .await
        .unwrap();
    assert!(edited.mentions.is_empty());

    let bodies = || async {
        let comments = pulse.comments(&thread.id).list().all().await.unwrap();
        comments
            .into_iter()
            .map(|comment| comment.body)
            .collect::<Vec<_>>()
    };
    assert_eq!(bodies().await, ["first", "yes"]);
    pulse.comment(&comment.id).by("ada").delete().await.unwrap();
    assert_eq!(bodies().await, ["first"]);

    // The last one takes its thread along.
    pulse
        .comment(&thread.comments[0].id)
        .delete()
        .await
        .unwrap();
    let error = pulse.comments(&thread.id).list().all().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NotFound));
}

#[tokio::test]
async fn a_person_reacts_once_with_an_emoji_and_takes_it_back() {
    let (_server, pulse) = two_people().await;
    let thread = thread(&pulse, "/r", "first").await;
    let comment = &thread.comments[0].id;
    let reaction = pulse.reactions(comment).add("grace", "🎉").await.unwrap();
    assert_eq!(reaction.target_type, TargetType::Comment);
    assert_eq!(reaction.target_id, comment.as_str());
    let again = pulse.reactions(comment).add("grace", "🎉").await.unwrap();
    assert_eq!(again, reaction);

    pulse
        .reaction(&reaction.id)
        .by("grace")
        .remove()
        .await
        .unwrap();
    let error = pulse.reaction(&reaction.id).remove().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NotFound));
    let empty = pulse.reactions(comment).add("grace", "").await.unwrap_err();
    assert_eq!(empty.to_string(), "emoji is empty");
}
