#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| pulse_fuzz::decoder::run(text));
