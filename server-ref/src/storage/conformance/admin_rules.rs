//! What every store must do for the people who run the server.

use pulse_protocol::{EnvironmentId, Timestamp};

use super::Stage;
use crate::storage::{
    AccessToken, AdminAccount, AdminChange, AdminId, AdminOutcome, AdminRole, AdminSession,
    AttemptSubject, AuditEntry, AuditFilter, SecretHash, Slice,
};

pub(super) const AT: Timestamp = Timestamp::from_unix_ms(1_777_626_000_000);

pub(super) fn later(ms: u64) -> Timestamp {
    Timestamp::from_unix_ms(AT.unix_ms() + ms)
}

fn account(id: &str, role: AdminRole) -> AdminAccount {
    AdminAccount {
        id: AdminId::new(id),
        email: format!("{id}@example.com"),
        name: id.to_uppercase(),
        role,
        password: format!("hash of {id}"),
        totp: None,
        created_at: AT,
        signed_in_at: None,
    }
}

pub(super) fn session(admin: &str, byte: u8) -> AdminSession {
    AdminSession {
        hash: SecretHash([byte; 32]),
        id: format!("session-{byte}"),
        admin: AdminId::new(admin),
        address: "192.0.2.1".to_owned(),
        agent: "a browser".to_owned(),
        created_at: later(u64::from(byte)),
        seen_at: later(u64::from(byte)),
        expires_at: later(10_000),
    }
}

pub(super) fn entry(id: &str, at: Timestamp, action: &str, target: &str) -> AuditEntry {
    AuditEntry {
        at,
        id: id.to_owned(),
        actor: "adm_1".to_owned(),
        actor_name: "Ada".to_owned(),
        address: "192.0.2.1".to_owned(),
        action: action.to_owned(),
        environment: EnvironmentId::parse("env_1").ok(),
        target: target.to_owned(),
        detail: String::new(),
    }
}

pub(super) fn slice(limit: u32) -> Slice {
    Slice {
        after: None,
        limit: Some(limit),
    }
}

impl Stage {
    pub(super) async fn administers(&self, change: AdminChange) -> AdminOutcome {
        self.store.administer(change, None).await.unwrap()
    }

    pub(super) async fn adds(&self, id: &str, role: AdminRole) {
        let change = AdminChange::Add(account(id, role));
        assert_eq!(self.administers(change).await, AdminOutcome::Done);
    }

    pub(super) async fn entries(&self, filter: AuditFilter) -> Vec<String> {
        let page = self.store.audit(&filter, &Slice::default()).await.unwrap();
        page.items.into_iter().map(|entry| entry.id).collect()
    }
}

pub(in crate::storage) async fn the_first_admin_needs_the_offered_link_and_comes_once(
    stage: Stage,
) {
    let [old, new] = [SecretHash([1; 32]), SecretHash([2; 32])];
    let first = |link| AdminChange::AddFirst(account("ada", AdminRole::Admin), link);
    assert_eq!(
        stage.administers(first(Some(old))).await,
        AdminOutcome::Refused
    );
    for hash in [old, new] {
        stage.administers(AdminChange::OfferSetup(hash, AT)).await;
    }
    assert_eq!(stage.store.setup_hash().await.unwrap(), Some(new));
    assert_eq!(
        stage.administers(first(Some(old))).await,
        AdminOutcome::Refused
    );
    assert_eq!(stage.store.admin_count().await.unwrap(), 0);
    assert_eq!(
        stage.administers(first(Some(new))).await,
        AdminOutcome::Done
    );
    assert_eq!(stage.store.setup_hash().await.unwrap(), None);
    assert_eq!(
        stage.administers(first(Some(new))).await,
        AdminOutcome::Refused
    );
    assert_eq!(stage.administers(first(None)).await, AdminOutcome::Refused);
    let found = stage.store.admin_by_email("ada@example.com").await.unwrap();
    assert_eq!(found, Some(account("ada", AdminRole::Admin)));
}

pub(in crate::storage) async fn an_address_is_taken_once_and_the_last_admin_stays(stage: Stage) {
    stage.adds("ada", AdminRole::Admin).await;
    stage.adds("bo", AdminRole::Member).await;
    let again = AdminAccount {
        id: AdminId::new("other"),
        ..account("bo", AdminRole::Admin)
    };
    assert_eq!(
        stage.administers(AdminChange::Add(again)).await,
        AdminOutcome::Taken
    );
    let ada = AdminId::new("ada");
    let demote = AdminChange::SetRole(ada.clone(), AdminRole::Member);
    let remove = AdminChange::Remove(ada.clone());
    assert_eq!(
        stage.administers(demote.clone()).await,
        AdminOutcome::LastAdmin
    );
    assert_eq!(
        stage.administers(remove.clone()).await,
        AdminOutcome::LastAdmin
    );
    let promote = AdminChange::SetRole(AdminId::new("bo"), AdminRole::Admin);
    assert_eq!(stage.administers(promote).await, AdminOutcome::Done);
    assert_eq!(stage.administers(demote).await, AdminOutcome::Done);
    assert_eq!(stage.administers(remove).await, AdminOutcome::Done);
    let nobody = AdminChange::SetName(ada.clone(), "A".to_owned());
    assert_eq!(stage.administers(nobody).await, AdminOutcome::Missing);
    assert_eq!(stage.store.admin(&ada).await.unwrap(), None);
    for id in ["cy", "di"] {
        stage.adds(id, AdminRole::Member).await;
    }
    let first = stage.store.admins(&slice(2)).await.unwrap();
    let rest = Slice {
        after: first.next,
        limit: Some(2),
    };
    let second = stage.store.admins(&rest).await.unwrap();
    let pages = first.items.iter().chain(&second.items);
    let ids: Vec<_> = pages.map(|admin| admin.id.as_str()).collect();
    assert_eq!(ids, ["bo", "cy", "di"]);
    assert_eq!(second.next, None);
}

pub(in crate::storage) async fn sessions_end_one_by_one_and_all_at_once(stage: Stage) {
    stage.adds("ada", AdminRole::Admin).await;
    stage.adds("bo", AdminRole::Member).await;
    let (ada, bo) = (AdminId::new("ada"), AdminId::new("bo"));
    for one in [
        session("ada", 1),
        session("ada", 2),
        session("ada", 3),
        session("bo", 4),
    ] {
        let begun = stage.administers(AdminChange::BeginSession(one)).await;
        assert_eq!(begun, AdminOutcome::Done);
    }
    let nobody = AdminChange::BeginSession(session("cy", 5));
    assert_eq!(stage.administers(nobody).await, AdminOutcome::Missing);
    let signed_in = stage.store.admin(&ada).await.unwrap().unwrap().signed_in_at;
    assert_eq!(signed_in, Some(later(3)));
    let found = stage
        .store
        .admin_session(&SecretHash([2; 32]))
        .await
        .unwrap();
    assert_eq!(found, Some(session("ada", 2)));
    let theirs = AdminChange::EndSession(bo.clone(), "session-1".to_owned());
    assert_eq!(stage.administers(theirs).await, AdminOutcome::Missing);
    let own = AdminChange::EndSession(ada.clone(), "session-1".to_owned());
    assert_eq!(stage.administers(own).await, AdminOutcome::Done);
    let touch = AdminChange::TouchSession(SecretHash([2; 32]), later(50), later(60));
    stage.administers(touch).await;
    let ids = async |now| {
        let found = stage.store.admin_sessions(&ada, now).await.unwrap();
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(later(59)).await, ["session-3", "session-2"]);
    assert_eq!(ids(later(60)).await, ["session-3"]);
    let kept = Some(SecretHash([3; 32]));
    let change = AdminChange::SetPassword(ada.clone(), "new".to_owned(), kept);
    stage.administers(change).await;
    assert_eq!(ids(later(1)).await, ["session-3"]);
    stage
        .administers(AdminChange::EndSessions(ada.clone(), None))
        .await;
    assert!(ids(later(1)).await.is_empty());
    assert_eq!(
        stage.store.admin(&ada).await.unwrap().unwrap().password,
        "new"
    );
    stage.administers(AdminChange::Remove(bo)).await;
    let gone = stage
        .store
        .admin_session(&SecretHash([4; 32]))
        .await
        .unwrap();
    assert_eq!(gone, None);
}

pub(in crate::storage) async fn attempts_count_until_they_succeed(stage: Stage) {
    let subjects = |free| {
        ["account", "address"].map(|name| AttemptSubject {
            name: name.to_owned(),
            free,
        })
    };
    let attempt = |at| AdminChange::Attempt(subjects(1).to_vec(), at);
    assert_eq!(stage.administers(attempt(AT)).await, AdminOutcome::Done);
    assert_eq!(stage.administers(attempt(AT)).await, AdminOutcome::Done);
    assert_eq!(
        stage.administers(attempt(later(400))).await,
        AdminOutcome::Wait(600)
    );
    assert_eq!(
        stage.administers(attempt(later(1000))).await,
        AdminOutcome::Done
    );
    assert_eq!(
        stage.administers(attempt(later(1000))).await,
        AdminOutcome::Wait(2000)
    );
    stage
        .administers(AdminChange::AttemptSucceeded(subjects(1).to_vec()))
        .await;
    // The account is free, the address has two failures left.
    let [account, address] = subjects(1);
    let alone = |subject| AdminChange::Attempt(vec![subject], later(1000));
    assert_eq!(stage.administers(alone(account)).await, AdminOutcome::Done);
    assert_eq!(
        stage.administers(alone(address)).await,
        AdminOutcome::Wait(1000)
    );
}

pub(in crate::storage) async fn a_one_time_code_is_taken_once(stage: Stage) {
    stage.adds("ada", AdminRole::Admin).await;
    let ada = AdminId::new("ada");
    let begin = AdminChange::SetTotp(ada.clone(), Some("nonce".to_owned()));
    stage.administers(begin).await;
    let found = stage.store.admin(&ada).await.unwrap().unwrap();
    assert_eq!(found.totp.as_deref(), Some("nonce"));
    for (step, outcome) in [
        (7, AdminOutcome::Done),
        (7, AdminOutcome::Refused),
        (6, AdminOutcome::Refused),
        (8, AdminOutcome::Done),
    ] {
        let change = AdminChange::UseTotp(ada.clone(), step);
        assert_eq!(stage.administers(change).await, outcome, "{step}");
    }
    stage
        .administers(AdminChange::SetTotp(ada.clone(), None))
        .await;
    assert_eq!(stage.store.admin(&ada).await.unwrap().unwrap().totp, None);
}

pub(in crate::storage) async fn an_access_token_is_found_by_its_hash_and_revoked_by_its_owner(
    stage: Stage,
) {
    stage.adds("ada", AdminRole::Admin).await;
    stage.adds("bo", AdminRole::Admin).await;
    let (ada, bo) = (AdminId::new("ada"), AdminId::new("bo"));
    let token = |byte: u8| AccessToken {
        id: format!("tok_{byte}"),
        hash: SecretHash([byte; 32]),
        admin: ada.clone(),
        name: "deploys".to_owned(),
        prefix: "pat_abc".to_owned(),
        created_at: later(u64::from(byte)),
        expires_at: (byte == 1).then_some(later(500)),
        used_at: None,
    };
    for (byte, outcome) in [
        (1, AdminOutcome::Done),
        (2, AdminOutcome::Done),
        (3, AdminOutcome::TooMany),
    ] {
        let change = AdminChange::AddToken(token(byte), 2);
        assert_eq!(stage.administers(change).await, outcome);
    }
    let found = stage
        .store
        .access_token(&SecretHash([1; 32]))
        .await
        .unwrap();
    assert_eq!(found, Some(token(1)));
    let touch = AdminChange::TouchToken("tok_2".to_owned(), later(9));
    stage.administers(touch).await;
    let all = stage.store.access_tokens(&ada).await.unwrap();
    let seen: Vec<_> = all
        .iter()
        .map(|one| (one.id.as_str(), one.used_at))
        .collect();
    assert_eq!(seen, [("tok_2", Some(later(9))), ("tok_1", None)]);
    let revoke = |who: &AdminId| AdminChange::RevokeToken(who.clone(), "tok_1".to_owned());
    assert_eq!(stage.administers(revoke(&bo)).await, AdminOutcome::Missing);
    assert_eq!(stage.administers(revoke(&ada)).await, AdminOutcome::Done);
    let gone = stage
        .store
        .access_token(&SecretHash([1; 32]))
        .await
        .unwrap();
    assert_eq!(gone, None);
}

pub(in crate::storage) async fn an_entry_commits_with_its_change_or_not_at_all(stage: Stage) {
    stage.adds("ada", AdminRole::Admin).await;
    let note = |id: &str| Some(entry(id, AT, "team.remove", "ada"));
    let refused = AdminChange::Remove(AdminId::new("ada"));
    let outcome = stage.store.administer(refused, note("1")).await.unwrap();
    assert_eq!(outcome, AdminOutcome::LastAdmin);
    assert!(stage.entries(AuditFilter::default()).await.is_empty());
    let password = AdminChange::SetPassword(AdminId::new("nobody"), "x".to_owned(), None);
    let outcome = stage.store.administer(password, note("2")).await.unwrap();
    assert_eq!(outcome, AdminOutcome::Missing);
    let done = AdminChange::SetName(AdminId::new("ada"), "Ada".to_owned());
    stage.store.administer(done, note("3")).await.unwrap();
    stage
        .store
        .administer(AdminChange::Note, note("4"))
        .await
        .unwrap();
    assert_eq!(stage.entries(AuditFilter::default()).await, ["4", "3"]);
}
