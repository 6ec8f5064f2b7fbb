//! The token: when to get one, when to renew it, and what a refusal means.
//! A state machine of its own, apart from the socket's.

use crate::backoff::Backoff;
use crate::random::Random;
use crate::{Provider, Token, TokenReason, TokenRequest};

/// What is known of the token. Times of the token are the server's.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    token: Option<Token>,
    expires_at: Option<u64>,
    /// A fresher token that the server was shown on the live socket.
    offered: Option<Offer>,
    provider: Provider,
    fetch: Option<Fetch>,
    requests: u32,
    backoff: Backoff,
    /// No fetch before this moment.
    retry_at: u64,
    /// When to renew.
    refresh_at: Option<u64>,
    rejected: bool,
}

#[derive(Debug, Clone)]
struct Offer {
    token: Token,
    answer_until: u64,
}

/// A request for a token. There is one at most.
#[derive(Debug, Clone)]
struct Fetch {
    request: TokenRequest,
    until: u64,
}

impl Credentials {
    pub(crate) fn new(token: Option<Token>, provider: Provider) -> Self {
        Self {
            token,
            expires_at: None,
            offered: None,
            provider,
            fetch: None,
            requests: 0,
            backoff: Backoff::default(),
            retry_at: 0,
            refresh_at: None,
            rejected: false,
        }
    }

    pub(crate) fn set_provider(&mut self, provider: Provider) {
        self.provider = provider;
    }

    pub(crate) fn has_provider(&self) -> bool {
        self.provider == Provider::Present
    }

    /// The token to connect with, unless there is none or it has ended.
    pub(crate) fn usable(&self, server_now: u64) -> Option<&Token> {
        let fresh = self
            .expires_at
            .is_none_or(|end| end > server_now + MARGIN_MS);
        self.token.as_ref().filter(|_| fresh)
    }

    /// Takes a token from the host. It counts as good until the server has seen it.
    pub(crate) fn accept(&mut self, token: Token) {
        self.token = Some(token);
        self.expires_at = None;
        self.offered = None;
        self.refresh_at = None;
        self.retry_at = 0;
    }

    /// Shows the server a fresher token on the live socket.
    pub(crate) fn offer(&mut self, now: u64, token: Token) {
        self.refresh_at = None;
        self.offered = Some(Offer {
            token,
            answer_until: now + STEP_MS,
        });
    }

    /// The server let the token in, until `expires_at`.
    pub(crate) fn admitted(
        &mut self,
        now: u64,
        server_now: u64,
        expires_at: Option<u64>,
        random: &mut Random,
    ) {
        let before = self.expires_at;
        if let Some(offer) = self.offered.take() {
            self.token = Some(offer.token);
        }
        self.expires_at = expires_at;
        self.rejected = false;
        self.refresh_at = expires_at.map(|end| {
            let eighty = end.saturating_sub(server_now) / 10 * 8;
            // Up to a tenth earlier, so that many clients do not ask together.
            let wait = eighty - random.below(eighty / 10 + 1);
            now + wait.max(SHORTEST_REFRESH_MS)
        });
        if before.is_some() && expires_at <= before {
            // The host handed out the same token again: asking at once would get it once more.
            let wait = self.backoff.next(random);
            self.refresh_at = self.refresh_at.map(|at| at.max(now + wait));
        } else {
            self.backoff.reset();
        }
    }

    /// The server does not take the token that was used to connect.
    pub(crate) fn reject(&mut self, now: u64, random: &mut Random) {
        self.token = None;
        self.expires_at = None;
        self.offered = None;
        self.refresh_at = None;
        // The first refusal is the ordinary end of a token; a second one in a
        // row means that the host hands out dead tokens.
        let wait = self.backoff.next(random);
        if self.rejected {
            self.retry_at = now + wait;
        }
        self.rejected = true;
    }

    /// The server does not take the token that was offered; the session goes on.
    pub(crate) fn offer_refused(&mut self, now: u64, random: &mut Random) {
        self.offered = None;
        self.refresh_at = Some(now + self.backoff.next(random).max(SHORTEST_REFRESH_MS));
    }

    pub(crate) const fn is_offering(&self) -> bool {
        self.offered.is_some()
    }

    /// The connection is gone: a token that was on its way to the server is
    /// newer than the one in use.
    pub(crate) fn interrupt(&mut self) {
        self.refresh_at = None;
        if let Some(offer) = self.offered.take() {
            self.accept(offer.token);
        }
    }

    /// Begins a request, unless one is under way.
    pub(crate) fn begin_fetch(
        &mut self,
        now: u64,
        reason: TokenReason,
    ) -> Option<(TokenRequest, TokenReason)> {
        self.refresh_at = None;
        if self.fetch.is_some() {
            return None;
        }
        self.requests += 1;
        let request = TokenRequest(self.requests);
        self.fetch = Some(Fetch {
            request,
            until: now + STEP_MS,
        });
        let reason = if self.rejected {
            TokenReason::Rejected
        } else {
            reason
        };
        Some((request, reason))
    }

    /// Whether this is the answer that is waited for; it is not any more then.
    pub(crate) fn end_fetch(&mut self, request: TokenRequest) -> bool {
        let current = self
            .fetch
            .as_ref()
            .is_some_and(|fetch| fetch.request == request);
        if current {
            self.fetch = None;
        }
        current
    }

    pub(crate) fn cancel_fetch(&mut self) {
        self.fetch = None;
    }

    /// The request that took too long, if one did.
    pub(crate) fn overdue_fetch(&self, now: u64) -> Option<TokenRequest> {
        self.fetch
            .as_ref()
            .filter(|fetch| now >= fetch.until)
            .map(|fetch| fetch.request)
    }

    pub(crate) fn overdue_offer(&self, now: u64) -> bool {
        self.offered
            .as_ref()
            .is_some_and(|offer| now >= offer.answer_until)
    }

    /// A fetch failed; when to try again, on a live session by itself.
    pub(crate) fn failed(&mut self, now: u64, random: &mut Random) -> u64 {
        self.retry_at = now + self.backoff.next(random);
        self.refresh_at = Some(self.retry_at);
        self.retry_at
    }

    pub(crate) const fn retry_at(&self) -> u64 {
        self.retry_at
    }

    /// Lets a fetch that failed be tried at once. A token that was refused does not get better by haste.
    pub(crate) const fn hurry(&mut self) {
        if !self.rejected {
            self.retry_at = 0;
        }
    }

    pub(crate) fn refresh_is_due(&self, now: u64) -> bool {
        self.refresh_at.is_some_and(|at| now >= at)
    }

    /// The end of the token in use, when it comes up for renewal.
    pub(crate) fn take_refresh(&mut self) -> Option<u64> {
        self.refresh_at = None;
        self.expires_at
    }

    /// A new wish to connect: earlier failures do not count.
    pub(crate) fn forgive(&mut self) {
        self.backoff.reset();
        self.retry_at = 0;
    }

    /// When to look again, with and without a live session.
    pub(crate) fn due(&self, live: bool) -> Option<u64> {
        let fetch = self.fetch.as_ref().map(|fetch| fetch.until);
        let offer = self.offered.as_ref().map(|offer| offer.answer_until);
        let refresh = self.refresh_at.filter(|_| live);
        [fetch, offer, refresh].into_iter().flatten().min()
    }
}

/// Every step of connecting may take this long.
pub(crate) const STEP_MS: u64 = 10_000;
/// A token that ends sooner than this is as good as ended.
const MARGIN_MS: u64 = 2000;
/// However short a token's life, it is not renewed more often.
const SHORTEST_REFRESH_MS: u64 = 1000;
