//! Lists over several pages.

use futures_util::TryStreamExt;

use crate::{thread, two_people};

#[tokio::test]
async fn a_list_goes_over_its_pages_in_order_and_ends() {
    let (_server, pulse) = two_people().await;
    let mut made = Vec::new();
    for body in ["a", "b", "c", "d", "e"] {
        made.push(thread(&pulse, "/r", body).await.id);
    }
    let list = || pulse.threads("/r").list().page_size(2);

    let all = list().all().await.unwrap();
    assert_eq!(
        all.iter().map(|row| row.id.clone()).collect::<Vec<_>>(),
        made
    );
    let streamed: Vec<_> = list().map_ok(|row| row.id).try_collect().await.unwrap();
    assert_eq!(streamed, made);

    let mut one_by_one = list();
    for id in &made {
        assert_eq!(&one_by_one.next().await.unwrap().unwrap().id, id);
    }
    assert!(one_by_one.next().await.is_none());
}

#[tokio::test]
async fn pages_are_there_for_those_who_page_themselves() {
    let (_server, pulse) = two_people().await;
    for room in ["/a", "/b", "/c"] {
        thread(&pulse, room, "hi").await;
    }
    let rooms = pulse.rooms().list().page_size(2);
    let first = rooms.page(None).await.unwrap();
    assert_eq!(first.items.len(), 2);
    let second = rooms.page(first.next_cursor.as_deref()).await.unwrap();
    assert_eq!((second.items.len(), second.next_cursor), (1, None));
    let error = rooms.page(Some("made up")).await.unwrap_err();
    assert!(
        error.to_string().contains("cursor must be the nextCursor"),
        "{error}"
    );
}

#[tokio::test]
async fn a_list_of_nothing_is_empty_and_an_error_ends_one() {
    let (_server, pulse) = two_people().await;
    assert!(pulse.rooms().list().all().await.unwrap().is_empty());
    let mut of_no_room = pulse.threads("/nowhere").list();
    assert!(of_no_room.next().await.unwrap().is_err());
    assert!(of_no_room.next().await.is_none());
    let mut of_no_id = pulse.comments("").list();
    let error = of_no_id.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "thread id is empty");
    assert!(of_no_id.next().await.is_none());
}
