#![no_main]

libfuzzer_sys::fuzz_target!(|script: &str| pulse_fuzz::engine::run(script));
