//! Tokens a second on one core.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pulse_sdk_bench::{Livekit, Minter, PlainHs256, Pulse};

fn minting(criterion: &mut Criterion) {
    let pulse = Pulse::new();
    let mut group = criterion.benchmark_group("mint");
    group.throughput(Throughput::Elements(1));
    let minters: [(&str, &dyn Minter); 3] = [
        ("pulse-sdk, EdDSA", &pulse),
        ("jsonwebtoken, HS256", &PlainHs256::new()),
        ("livekit-api, HS256", &Livekit),
    ];
    for (name, minter) in minters {
        group.bench_function(name, |bencher| {
            bencher.iter(|| minter.mint(black_box("user-7"), "Ada Byron", "/pricing"));
        });
    }
    group.finish();
}

fn verifying(criterion: &mut Criterion) {
    let pulse = Pulse::new();
    let verifier = pulse.verifier();
    let token = pulse.mint("user-7", "Ada Byron", "/pricing");
    let mut group = criterion.benchmark_group("verify");
    group.throughput(Throughput::Elements(1));
    group.bench_function("pulse-sdk, EdDSA", |bencher| {
        bencher.iter(|| verifier.verify(black_box(&token)).is_ok());
    });
    group.finish();
}

criterion_group!(benches, minting, verifying);
criterion_main!(benches);
