#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| pulse_fuzz::session::run(text));
