#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| pulse_fuzz::raw_frame::run(text));
