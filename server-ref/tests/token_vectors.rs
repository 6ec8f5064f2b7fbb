//! Tokens of other implementations, checked as the server checks them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use pulse_protocol::claims::Claims;
use pulse_protocol::key::{PublishableKey, SecretKey};
use pulse_protocol::{EnvironmentId, Timestamp};
use pulse_server::auth::{MasterSecret, NewKeyPair, TokenError, TokenRefusal, Tokens};
use pulse_server::storage::sqlite::SqliteStore;
use pulse_server::storage::{AdminChange, AdminStore, Environment, Settings};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    key: KeyPair,
    signed: Vec<Accepted>,
    foreign: Vec<Accepted>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyPair {
    secret_key: String,
    key_id: String,
}

#[derive(Deserialize)]
struct Accepted {
    name: String,
    now: u64,
    claims: Claims,
    token: String,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    reason: String,
    now: u64,
    token: String,
}

#[tokio::test]
async fn the_server_takes_and_refuses_what_every_language_does() {
    let vectors: Vectors =
        serde_json::from_str(include_str!("../../tests/vectors/tokens.json")).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (store, writer) = SqliteStore::open(directory.path()).await.unwrap();
    know(&store, &vectors.key).await;
    let tokens = Tokens::new(MasterSecret::from_directory(directory.path()).unwrap());

    for Accepted {
        name,
        now,
        claims,
        token,
    } in vectors.signed.iter().chain(&vectors.foreign)
    {
        let verified = tokens.verify(&store, token, at(*now)).await;
        let verified = verified.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(&verified.claims, claims, "{name}");
    }
    for Refused {
        name,
        reason,
        now,
        token,
    } in &vectors.refused
    {
        let Err(TokenError::Refused(refusal)) = tokens.verify(&store, token, at(*now)).await else {
            panic!("{name}: taken, or not checked");
        };
        let as_expected = match reason.as_str() {
            "expired" => refusal == TokenRefusal::Expired,
            "claim" => matches!(refusal, TokenRefusal::Claim(_)),
            // The server does not tell strangers what is wrong with a forgery.
            _ => refusal == TokenRefusal::Invalid,
        };
        assert!(as_expected, "{name}: {refusal}");
    }
    drop((store, tokens));
    writer.finished().await;
}

/// The store learns of the vectors' key, and not of their other one.
async fn know(store: &SqliteStore, pair: &KeyPair) {
    let seed = *SecretKey::parse(&pair.secret_key).unwrap().seed();
    let key = NewKeyPair::from_random(seed, &[7; PublishableKey::BYTES]).record;
    assert_eq!(key.id.as_str(), pair.key_id);
    let environment = Environment {
        id: EnvironmentId::parse("env_vectors").unwrap(),
        name: "vectors".to_owned(),
        settings: Settings::default(),
        created_at: at(0),
    };
    let added = AdminChange::AddEnvironment(Box::new(environment), key);
    store.administer(added, None).await.unwrap();
}

fn at(unix_seconds: u64) -> Timestamp {
    Timestamp::from_unix_ms(unix_seconds * 1000)
}
