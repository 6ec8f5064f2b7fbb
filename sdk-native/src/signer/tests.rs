use pulse_protocol::claims::Role;
use pulse_protocol::key::SecretKey;

use super::*;
use crate::vectors::{Accepted, Vectors, at, hex};

fn signer() -> Signer {
    Signer::new(&Vectors::read().key.secret_key).unwrap()
}

fn ada() -> TokenRequest {
    TokenRequest::new("user-7", "Ada Byron")
}

fn request_of(claims: &Claims) -> TokenRequest {
    let mut request = TokenRequest::new(claims.sub.as_str(), &claims.name)
        .lifetime(Duration::from_secs(claims.exp - claims.iat))
        .role(claims.role);
    if let Some(avatar) = &claims.avatar {
        request = request.avatar(avatar);
    }
    match &claims.rooms {
        Some(rooms) => request.rooms(rooms),
        None => request,
    }
}

#[test]
fn a_key_pair_is_the_same_in_every_language() {
    let vectors = Vectors::read();
    for pair in [&vectors.key, &vectors.other_key] {
        let signer = Signer::new(&pair.secret_key).unwrap();
        assert_eq!(hex(&signer.public_key()), pair.public_key);
        assert_eq!(signer.key_id(), pair.key_id);
        let seed = SecretKey::parse(&pair.secret_key).unwrap();
        assert_eq!(hex(seed.seed()), pair.seed);
    }
}

#[test]
fn a_token_is_byte_for_byte_what_another_implementation_signs() {
    let signer = signer();
    for Accepted {
        name,
        claims,
        token,
        ..
    } in &Vectors::read().signed
    {
        let id = jwt::decode(&claims.jti).unwrap().try_into().unwrap();
        let signed = signer
            .sign_at(request_of(claims), at(claims.iat), id)
            .unwrap();
        assert_eq!(signed.expose(), token, "{name}");
        assert_eq!(signed.expires_at(), at(claims.exp), "{name}");
    }
}

#[test]
fn what_is_not_said_is_an_hour_everywhere_as_a_commenter() {
    let token = signer().sign_at(ada(), at(1_000), [1; 16]).unwrap();
    assert_eq!(token.expires_at(), at(4_600));
    let claims = signer()
        .verifier()
        .verify_at(token.expose(), at(1_000))
        .unwrap();
    assert_eq!((claims.iat, claims.exp), (1_000, 4_600));
    assert_eq!((claims.rooms, claims.role), (None, Role::Commenter));
}

#[test]
fn a_token_signed_now_is_good_now_and_never_the_same_twice() {
    let signer = signer();
    let first = signer.sign_token(ada()).unwrap();
    let second = signer.sign_token(ada()).unwrap();
    assert_ne!(first.expose(), second.expose());
    let verifier = signer.verifier();
    let (first, second) = (
        verifier.verify(first.expose()).unwrap(),
        verifier.verify(second.expose()).unwrap(),
    );
    assert_ne!(first.jti, second.jti);
    assert_eq!(first.sub, second.sub);
}

#[test]
fn a_request_over_a_limit_is_not_signed() {
    let error = signer().sign_token(TokenRequest::new("user-7", " "));
    assert_eq!(error.unwrap_err().to_string(), "name is empty");
}

#[test]
fn a_token_that_no_server_would_look_at_is_not_signed() {
    let rooms: Vec<_> = (0..8).map(|n| format!("{n}{}", "r".repeat(255))).collect();
    let avatar = format!("https://a.example/{}", "a".repeat(2000));
    let error = signer().sign_at(ada().rooms(rooms).avatar(avatar), at(1_000), [1; 16]);
    assert_eq!(
        error.unwrap_err().to_string(),
        "the token would be longer than 4096 bytes: 5774; \
         name fewer rooms, or give a shorter avatar"
    );
}

#[test]
fn a_clock_without_a_battery_is_named() {
    let before = UNIX_EPOCH - Duration::from_secs(1);
    let error = signer().sign_at(ada(), before, [1; 16]).unwrap_err();
    assert_eq!(error.to_string(), "the system clock is before 1970: set it");
}

#[test]
fn the_environment_names_the_key() {
    let key = Vectors::read().key;
    let signer = Signer::from_variables(|name| match name {
        "PULSE_SECRET_KEY" => Ok(key.secret_key.clone()),
        _ => Err(VarError::NotPresent),
    });
    assert_eq!(signer.unwrap().key_id(), key.key_id);
    let missing = Signer::from_variables(|_| Err(VarError::NotPresent));
    assert_eq!(
        missing.unwrap_err().to_string(),
        "the environment variable PULSE_SECRET_KEY is not set"
    );
    let publishable = Signer::new("pk_4Zt8xM").unwrap_err();
    assert!(matches!(publishable, ConfigError::PublishableKey));
}

#[test]
fn the_key_is_not_in_the_debug_text() {
    let debug = format!("{:?}", signer());
    assert_eq!(
        debug,
        r#"Signer { key_id: "key_72St4z9mbcFbNMdZ7hxxv", secret_key: [redacted] }"#
    );
}
