use super::*;

fn refused(request: TokenRequest) -> String {
    request.into_body().unwrap_err().to_string()
}

fn ada() -> TokenRequest {
    TokenRequest::new("user-7", "Ada Byron")
}

#[test]
fn what_is_set_is_sent_and_the_rest_left_to_the_server() {
    let body = ada().into_body().unwrap();
    assert_eq!(
        serde_json::to_value(body).unwrap(),
        serde_json::json!({"userId": "user-7", "name": "Ada Byron"})
    );
    let full = ada()
        .avatar("https://cdn.example/ada.png")
        .lifetime(Duration::from_secs(90))
        .rooms(["/pricing", "projects/*"])
        .role(Role::Moderator);
    assert_eq!(
        serde_json::to_value(full.into_body().unwrap()).unwrap(),
        serde_json::json!({
            "userId": "user-7",
            "name": "Ada Byron",
            "avatar": "https://cdn.example/ada.png",
            "ttlSeconds": 90,
            "rooms": ["/pricing", "projects/*"],
            "role": "moderator"
        })
    );
}

#[test]
fn limits_are_named_with_the_value_that_breaks_them() {
    assert_eq!(refused(TokenRequest::new("", "Ada")), "user id is empty");
    assert_eq!(
        refused(TokenRequest::new("ü".repeat(129), "Ada")),
        "user id is longer than 256 bytes: 258"
    );
    assert_eq!(refused(TokenRequest::new("user-7", " \n")), "name is empty");
    assert_eq!(
        refused(TokenRequest::new("user-7", "é".repeat(201))),
        "name is longer than 200 characters: 201"
    );
    assert_eq!(
        refused(ada().lifetime(Duration::from_millis(59_999))),
        "lifetime must be from 60 to 86400 seconds: 59"
    );
    assert_eq!(
        refused(ada().lifetime(Duration::from_secs(86_401))),
        "lifetime must be from 60 to 86400 seconds: 86401"
    );
}

#[test]
fn an_avatar_is_an_address_a_browser_can_load() {
    let sentence = "avatar must be an address that begins with http:// or https://";
    for avatar in [
        "",
        "ada.png",
        "javascript:alert(1)",
        "data:image/png;base64,AA",
    ] {
        assert_eq!(refused(ada().avatar(avatar)), sentence, "{avatar}");
    }
    let long = format!("https://cdn.example/{}", "a".repeat(2048));
    assert_eq!(
        refused(ada().avatar(long)),
        "avatar is longer than 2048 bytes: 2068"
    );
}

#[test]
fn the_bounds_themselves_are_allowed() {
    let widest = TokenRequest::new("u".repeat(256), "界".repeat(200));
    for seconds in [60, 86_400] {
        let request = widest.clone().lifetime(Duration::from_secs(seconds));
        assert_eq!(request.into_body().unwrap().ttl_seconds, Some(seconds));
    }
}

#[test]
fn rooms_are_ids_or_beginnings_of_ids() {
    let rooms = |rooms: &[&str]| refused(ada().rooms(rooms.iter().copied()));
    assert_eq!(rooms(&["/a", ""]), "rooms: room id is empty");
    assert_eq!(
        rooms(&["/a\n"]),
        "rooms: room id contains a control character"
    );
    assert_eq!(
        rooms(&[&"r".repeat(257)]),
        "rooms: room id is longer than 256 bytes: 257"
    );
    assert_eq!(
        rooms(&["r"; 51]),
        "rooms are more than 50: 51; end an id in * to open all that begin like it"
    );
    assert_eq!(
        rooms(&["r".repeat(256).as_str(); 9]),
        "rooms are longer than 2048 bytes together: 2304"
    );
}

#[test]
fn no_rooms_is_not_the_same_as_nothing_said_about_rooms() {
    let none: [&str; 0] = [];
    assert_eq!(
        ada().rooms(none).into_body().unwrap().rooms,
        Some(Vec::new())
    );
    assert_eq!(ada().into_body().unwrap().rooms, None);
    let widest = [format!("{}*", "r".repeat(256)), "*".to_owned()];
    assert!(ada().rooms(widest).into_body().is_ok());
}
