//! Files: brought, taken along by a comment, and refused.

use pulse_sdk::rest::{AttachmentKind, CommentRequest, ThreadRequest, UploadRequest};
use pulse_sdk::{CallError, ErrorCode, RestError};

use crate::{thread, two_people};

/// A picture of one pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\
    \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

#[tokio::test]
async fn a_picture_goes_along_with_one_comment_of_its_owner() {
    let (_server, pulse) = two_people().await;
    let picture = UploadRequest::new("ada", GIF)
        .filename("dot.gif")
        .media_type("image/gif");
    let picture = pulse.uploads().create(picture).await.unwrap();
    assert_eq!(picture.kind, AttachmentKind::Image);
    assert_eq!(
        (picture.filename.as_str(), picture.mime_type.as_str()),
        ("dot.gif", "image/gif")
    );

    let of_another = CommentRequest::new("grace", "mine?").attach(&picture.id);
    let thread = thread(&pulse, "/r", "look").await;
    let error = pulse.comments(&thread.id).create(of_another).await;
    assert!(matches!(error, Err(RestError::Call(_))));
    let request = ThreadRequest::new("ada", "").attach(&picture.id);
    let made = pulse.threads("/r").create(request).await.unwrap();
    assert_eq!(made.comments[0].attachments[0].id, picture.id);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_its_reason() {
    let (_server, pulse) = two_people().await;
    let page = UploadRequest::new("ada", "<html>").media_type("image/png");
    let error = pulse.uploads().create(page).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::UnsupportedMedia));
    assert!(matches!(error, RestError::Call(CallError::Rejected(_))));
    let untyped = UploadRequest::new("ada", GIF).media_type("gif");
    let error = pulse.uploads().create(untyped).await.unwrap_err();
    assert_eq!(error.to_string(), "media type must look like image/png");
}
