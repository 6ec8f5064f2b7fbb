//! Rooms and people over real HTTP.

mod support;

use serde_json::{Value, json};
use support::{Client, keys, text};

#[tokio::test]
async fn rooms_have_any_name_and_what_their_host_keeps_about_them() {
    host!(host, env);
    let names = ["/製品/価格 🎉", "a/b?c=d#e&f%2F", "x"];
    for name in names {
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        Client::join(host.server, &env, "ada", name, 1).await;
        let shown = host.get(&format!("/rooms/{encoded}")).await;
        assert_eq!(shown["room"]["id"], name);
        let request = json!({"userId": "ada", "body": "hi"});
        let made = host
            .post(&format!("/rooms/{encoded}/threads"), request)
            .await;
        assert_eq!(made["thread"]["roomId"], name);
    }
    let (_, changed) = host
        .ask(
            "PATCH",
            "/rooms/x",
            Some(json!({"metadata": {"owner": "ada"}})),
        )
        .await;
    assert_eq!(changed["room"]["metadata"], json!({"owner": "ada"}));
    let rooms = host.get("/rooms").await;
    assert_eq!(rooms["items"].as_array().unwrap().len(), names.len());
    let room = &rooms["items"][names.len() - 1];
    assert_eq!(keys(room), ["createdAt", "environmentId", "id", "metadata"]);
    assert_eq!(
        (&room["environmentId"], &room["metadata"]["owner"]),
        (&json!(env.id), &json!("ada"))
    );
    let (status, _) = host.ask("PATCH", "/rooms/x", Some(json!({}))).await;
    assert_eq!(status, 400, "nothing is taken away by leaving it out");
    let (_, cleared) = host
        .ask("PATCH", "/rooms/x", Some(json!({"metadata": null})))
        .await;
    assert_eq!(cleared["room"]["metadata"], Value::Null);
}

#[tokio::test]
async fn a_person_is_erased_and_their_comments_stay_as_nobodys() {
    host!(host, env);
    let thread = host.thread("mine").await;
    let path = format!("/threads/{}/comments", text(&thread["id"]));
    host.post(&path, json!({"userId": "bo", "body": "yours"}))
        .await;
    let comment = format!("/comments/{}/reactions", text(&thread["comments"][0]["id"]));
    host.post(&comment, json!({"userId": "ada", "emoji": "👍"}))
        .await;
    let ada = Client::join(host.server, &env, "ada", "/r", 2).await;
    let mut bo = Client::join(host.server, &env, "bo", "/r", 2).await;

    assert_eq!(
        host.ask("DELETE", "/users/ada", None).await,
        (200, json!({"deleted": true}))
    );
    assert_eq!(ada.closed().await.code, Some(4401));
    bo.hear("reaction:removed").await;
    let nobody = bo.hear("comment:edited").await["comment"]["userId"].clone();
    assert!(text(&nobody).starts_with("deleted-"));
    let users = host.get("/users").await;
    let found = users["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|u| u["externalId"] == nobody);
    assert_eq!(found.unwrap()["name"], "Deleted user");
    assert!(!users.to_string().contains("\"ada\""));
    let fresh = Client::join(host.server, &env, "bo", "/r", 2).await;
    let hello = fresh.hello.to_string();
    assert!(!hello.contains("\"ada\""), "{hello}");
    assert!(hello.contains("mine") && hello.contains("yours"));
    assert_eq!(host.ask("DELETE", "/users/ada", None).await.0, 404);

    assert_eq!(
        host.ask("DELETE", "/users/bo?comments=remove", None)
            .await
            .0,
        200
    );
    let left = host.get(&path).await;
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    assert_eq!(left["items"][0]["body"], "mine");
    assert_eq!(
        host.ask("DELETE", "/users/bo?comments=burn", None).await.0,
        400
    );
}

#[tokio::test]
async fn who_is_in_a_room_is_told_to_its_host() {
    host!(host, env);
    let ada = Client::join(host.server, &env, "ada", "/r", 1).await;
    let present = host.get("/rooms/%2Fr/presence").await;
    let one = &present["items"][0];
    assert_eq!(keys(one), ["lastSeen", "status", "user"]);
    assert_eq!(keys(&one["user"]), ["avatar", "color", "id", "name"]);
    assert_eq!(one["user"]["id"], format!("{}:ada", env.id));
    assert_eq!(one["status"], "online");
    ada.leave().await;
    let users = host.get("/users").await;
    let user = &users["items"][0];
    assert_eq!(
        keys(user),
        ["avatar", "color", "createdAt", "externalId", "id", "name"]
    );
    assert_eq!(
        user["id"],
        format!("{}:{}", env.id, text(&user["externalId"]))
    );
}

#[tokio::test]
async fn a_room_is_exported_whole() {
    host!(host, env);
    Client::join(host.server, &env, "ada", "/empty", 1).await;
    assert_eq!(
        host.get("/rooms/%2Fempty/export").await["threads"],
        json!([])
    );
    for n in 0..450 {
        host.thread(&format!("thread {n}")).await;
    }
    let exported = host.get("/rooms/%2Fr/export").await;
    assert_eq!(exported["room"]["id"], "/r");
    let threads = exported["threads"].as_array().unwrap();
    // In the order of writing, however many share a millisecond.
    let said = threads.iter().map(|one| text(&one["comments"][0]["body"]));
    let written: Vec<_> = (0..450).map(|n| format!("thread {n}")).collect();
    assert_eq!(said.collect::<Vec<_>>(), written);
    assert_eq!(threads[0]["reactions"], json!([]));
}
