//! What the backend SDK promises: the list of its public items, and an example on each. A change of
//! the list is a change of somebody's code, so it is looked at before it is taken: `cargo insta
//! review`.
//!
//! Read from the source. The compiler's own description of a crate has another format with every
//! release, and each reader of it works with one. That `pub` means public is the lint
//! `unreachable_pub`'s to see to.

mod examples;
mod outline;
mod source;

use std::path::Path;

fn sdk() -> syn::File {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    source::read(&tests.with_file_name("sdk-native").join("src/lib.rs"))
}

#[test]
fn the_backend_sdk_offers_what_was_agreed() {
    let listing = prettyplease::unparse(&outline::of(sdk()));
    insta::assert_snapshot!("pulse-sdk", listing);
}

#[test]
fn every_public_item_of_the_backend_sdk_has_an_example() {
    let without = examples::missing(&sdk());
    assert!(without.is_empty(), "no example on:\n{}", without.join("\n"));
}
