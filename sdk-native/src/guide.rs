//! Guides, one for each task. They exist in the documentation alone, and their
//! code is compiled, and run where it can be, by its tests.

#[doc = include_str!("../docs/mint-in-axum.md")]
pub mod mint_in_axum {}

#[doc = include_str!("../docs/mint-in-actix.md")]
pub mod mint_in_actix {}

#[doc = include_str!("../docs/moderate.md")]
pub mod moderate {}

#[doc = include_str!("../docs/bot.md")]
pub mod bot {}

#[doc = include_str!("../docs/test-your-integration.md")]
pub mod test_your_integration {}
