//! What a listing of the public items cannot say: values and calls may travel
//! between threads, errors through `?` into any error. It compiles, or not.

use std::error::Error;

use pulse_sdk::realtime::{self, Realtime, RealtimeBuilder, Write};
use pulse_sdk::rest::{Export, List, RoomRow};
use pulse_sdk::test_server::{TestServer, TestServerError};
use pulse_sdk::{
    CallError, ConfigError, InputError, MintError, Pulse, RestError, RetryStrategy, SignError,
    Signer, Token, TokenRequest, TokenRequestError, Verifier, VerifyError, blocking,
};

use crate::support::{ada, secret_key};

const fn travels<T: Send + Sync + 'static>() {}
const fn is_kept_in_a_struct<T: Send + Unpin + 'static>() {}
const fn is_an_error<T: Error + Send + Sync + 'static>() {}

const _: () = {
    travels::<Pulse>();
    travels::<blocking::Pulse>();
    travels::<Signer>();
    travels::<Verifier>();
    travels::<Token>();
    travels::<TokenRequest>();
    travels::<RetryStrategy>();
    travels::<TestServer>();
    travels::<Realtime>();
    travels::<RealtimeBuilder>();
    is_kept_in_a_struct::<realtime::Events>();
    is_kept_in_a_struct::<Write>();
    is_kept_in_a_struct::<List<RoomRow>>();
    is_kept_in_a_struct::<Export>();
    is_an_error::<CallError>();
    is_an_error::<ConfigError>();
    is_an_error::<InputError>();
    is_an_error::<MintError>();
    is_an_error::<RestError>();
    is_an_error::<SignError>();
    is_an_error::<TokenRequestError>();
    is_an_error::<VerifyError>();
    is_an_error::<TestServerError>();
    is_an_error::<realtime::ConnectError>();
    is_an_error::<realtime::WriteError>();
    is_an_error::<realtime::CloseError>();
    is_an_error::<realtime::EndReason>();
};

/// A call that may be given to another thread, as a task is.
fn a_task<T>(call: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
    call
}

#[tokio::test]
async fn calls_can_be_tasks() {
    let pulse = Pulse::new(&secret_key(), "http://127.0.0.1:1").unwrap();
    let pulse = pulse.with_retries(RetryStrategy::never());
    assert!(a_task(pulse.mint_token(ada())).await.is_err());
    assert!(a_task(pulse.rooms().list().all()).await.is_err());
    assert!(a_task(pulse.room("/r").export()).await.is_err());
    assert!(a_task(pulse.thread("t").delete()).await.is_err());
}
