use super::*;
use crate::Signer;
use crate::vectors::{Accepted, Refused, Vectors, at};

fn verifier(vectors: &Vectors) -> Verifier {
    let public_key = Signer::new(&vectors.key.secret_key).unwrap().public_key();
    Verifier::new(&public_key).unwrap()
}

fn reason(error: VerifyError) -> &'static str {
    match error {
        VerifyError::TooLong { .. } => "too long",
        VerifyError::Malformed => "malformed",
        VerifyError::OtherAlgorithm => "algorithm",
        VerifyError::OtherKey => "key",
        VerifyError::Signature => "signature",
        VerifyError::Claim(_) => "claim",
        VerifyError::Expired => "expired",
    }
}

/// A token of the vectors' key with any header and payload.
fn sign(vectors: &Vectors, header: &str, payload: &str) -> String {
    use ed25519_dalek::{Signer as _, SigningKey};
    use pulse_protocol::key::SecretKey;

    let seed = SecretKey::parse(&vectors.key.secret_key).unwrap();
    let signed = format!("{}.{}", jwt::encode(header), jwt::encode(payload));
    let signature = SigningKey::from_bytes(seed.seed()).sign(signed.as_bytes());
    format!("{signed}.{}", jwt::encode(signature.to_bytes()))
}

#[test]
fn tokens_of_every_language_are_taken() {
    let vectors = Vectors::read();
    let verifier = verifier(&vectors);
    for Accepted {
        name,
        now,
        header,
        payload,
        claims,
        token,
    } in vectors.signed.iter().chain(&vectors.foreign)
    {
        let verified = verifier.verify_at(token, at(*now));
        assert_eq!(verified.as_ref(), Ok(claims), "{name}");
        assert_eq!(sign(&vectors, header, payload), *token, "{name}");
    }
}

#[test]
fn whatever_is_wrong_with_a_token_is_told_apart() {
    let vectors = Vectors::read();
    let verifier = verifier(&vectors);
    for Refused {
        name,
        reason: expected,
        now,
        token,
    } in &vectors.refused
    {
        let error = verifier.verify_at(token, at(*now)).unwrap_err();
        assert_eq!(reason(error), expected, "{name}");
    }
}

#[test]
fn every_changed_byte_is_noticed() {
    let vectors = Vectors::read();
    let verifier = verifier(&vectors);
    let good = &vectors.signed[0];
    for place in 0..good.token.len() {
        let mut token = good.token.clone().into_bytes();
        token[place] = if token[place] == b'A' { b'B' } else { b'A' };
        let token = String::from_utf8(token).unwrap();
        assert!(verifier.verify_at(&token, at(good.now)).is_err(), "{place}");
        assert!(
            verifier
                .verify_at(&good.token[..place], at(good.now))
                .is_err()
        );
    }
}

#[test]
fn an_extension_that_must_be_understood_is_not() {
    let vectors = Vectors::read();
    let good = &vectors.signed[0];
    let kid = format!("ed.{}", vectors.key.key_id);
    let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}","crit":["exp"]}}"#);
    let token = sign(&vectors, &header, &good.payload);
    assert_eq!(
        verifier(&vectors).verify_at(&token, at(good.now)),
        Err(VerifyError::Malformed)
    );
}

#[test]
fn what_is_longer_than_any_token_is_not_looked_at() {
    let vectors = Vectors::read();
    let error = verifier(&vectors).verify(&"e".repeat(5_000)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the token is longer than 4096 bytes: 5000"
    );
}

#[test]
fn not_every_32_bytes_are_a_public_key() {
    let mut bytes = [0; 32];
    bytes[0] = 2;
    let error = Verifier::new(&bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "these 32 bytes are no Ed25519 public key"
    );
}
