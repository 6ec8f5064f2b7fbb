use pulse_protocol::entity::{DeviceType, Notification, NotificationKind, User};
use pulse_protocol::{NotificationId, Timestamp};
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::super::super::outbound::Outbound;
use super::*;
use crate::bus::Local;
use crate::env_commands::create_environment;
use crate::metrics::Metrics;
use crate::storage::sqlite::SqliteStore;
use crate::tenants::Tenants;

fn member(name: &str) -> Member {
    let id = UserId::parse(name).unwrap();
    Member {
        key: ConnectionKey(0),
        user: User {
            id: id.clone(),
            name: name.to_owned(),
            avatar: None,
            color: "#4f46e5".to_owned(),
        },
        device: DeviceType::Desktop,
        version: Version::One,
        outbound: Arc::new(Outbound::new(id, Arc::new(Metrics::new()))),
        seq: Seq::ZERO,
    }
}

fn reply_to(recipient: &UserId) -> (UserId, Notification) {
    let notification = Notification {
        id: NotificationId::parse("n1").unwrap(),
        kind: NotificationKind::CommentReply,
        actor_id: UserId::parse("bo").unwrap(),
        thread_id: None,
        comment_id: None,
        read: false,
        created_at: Timestamp::from_unix_ms(0),
    };
    (recipient.clone(), notification)
}

#[tokio::test]
async fn who_is_told_something_while_the_mailbox_is_full_is_told_once_it_is_not() {
    let directory = TempDir::new().unwrap();
    let (store, _writer) = SqliteStore::open(directory.path()).await.unwrap();
    let made = create_environment(&store, "first").await.unwrap();
    let store: Arc<dyn Store> = Arc::new(store);
    let tenants = Tenants::new(Arc::clone(&store));
    let environment = made.environment.id;
    let tenant = tenants.follow(&environment).await.unwrap().unwrap();
    let room = RoomId::parse("/r").unwrap();
    let (handle, actor) = RoomActor::new(
        environment.clone(),
        room.clone(),
        store,
        Arc::new(Local),
        tenant,
    );

    let ada = member("ada");
    let outbound = Arc::clone(&ada.outbound);
    let (joined, _seen) = oneshot::channel();
    let told = reply_to(&ada.user.id);
    handle.tell(RoomCommand::Join(Box::new(ada), joined)).await;
    for _ in 1..MAILBOX {
        let nobody = ConnectionKey(99);
        handle.tell(RoomCommand::Leave(nobody)).await;
    }
    handle.downgrade().hint(Arc::new(Committed {
        environment,
        room,
        events: vec![],
        notifications: vec![told],
    }));

    let mut tasks = JoinSet::new();
    tasks.spawn(actor.run());
    let (asked, answer) = oneshot::channel();
    handle.tell(RoomCommand::Present(asked)).await;
    assert_eq!(answer.await.unwrap().len(), 1);
    outbound.with(|lanes| {
        lanes.greet("hello".into());
        let frames = lanes.take().frames;
        assert_eq!(frames.len(), 2, "{frames:?}");
        assert!(frames[1].contains("comment:reply"), "{frames:?}");
    });
}
