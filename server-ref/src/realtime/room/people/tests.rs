//! How often the list is read, and what is in it.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use pulse_protocol::UserId;
use pulse_protocol::entity::PresenceStatus;

use super::*;

fn person(id: &str, name: &str) -> User {
    let (id, name) = (UserId::parse(id).unwrap(), name.to_owned());
    let avatar = None;
    crate::storage::Person { id, name, avatar }.to_user()
}

#[tokio::test(start_paused = true)]
async fn many_who_come_at_once_share_one_reading() {
    let (people, readings) = (People::default(), AtomicUsize::new(0));
    let at = |seq| {
        people.at(Seq(seq), async {
            readings.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok::<_, Infallible>(vec![person("ada", "Ada")])
        })
    };
    for list in join_all((0..2_000).map(|_| at(7))).await {
        assert_eq!(list.unwrap().len(), 1);
    }
    assert_eq!(readings.load(Ordering::Relaxed), 1);
    // The room went on.
    at(8).await.unwrap();
    assert_eq!(readings.load(Ordering::Relaxed), 2);
    at(8).await.unwrap();
    // Whoever read the room a little sooner misses nobody by a later list.
    at(7).await.unwrap();
    assert_eq!(readings.load(Ordering::Relaxed), 2);
    tokio::time::advance(FRESH).await;
    at(8).await.unwrap();
    assert_eq!(readings.load(Ordering::Relaxed), 3);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_room_keeps_no_list() {
    let people = People::default();
    let read = people.at(Seq(1), async {
        Ok::<_, Infallible>(vec![person("ada", "Ada")])
    });
    let list = Arc::downgrade(&read.await.unwrap());
    people.forget_old();
    assert_eq!(list.strong_count(), 1);
    tokio::time::advance(FRESH).await;
    people.forget_old();
    assert_eq!(list.strong_count(), 0);
}

#[tokio::test]
async fn a_reading_that_failed_is_tried_by_the_next() {
    let people = People::default();
    assert_eq!(people.at(Seq(1), async { Err("full") }).await, Err("full"));
    let read = people.at(Seq(1), async { Ok::<_, &str>(vec![]) });
    assert_eq!(read.await.unwrap().len(), 0);
}

#[test]
fn whoever_is_here_is_listed_as_they_are_now() {
    let known = [person("ada", "Ada"), person("bo", "Bo")];
    let present = [Presence {
        user: person("bo", "Bo the Second"),
        status: PresenceStatus::Online,
        device_type: None,
        last_seen: None,
    }];
    let listed = with_present(&known, &present, &person("cy", "Cy"));
    let names: Vec<&str> = listed.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["Ada", "Bo the Second", "Cy"]);
}
