//! Which part of the page somebody sees: a viewport, and whose it is, as one
//! flat object.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{UserId, Viewport};

/// Which part of the page somebody sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", from = "FlatViewport", into = "FlatViewport")]
#[expect(clippy::exhaustive_structs, reason = "a message is its fields")]
pub struct RelayedViewport {
    /// Who.
    pub user_id: UserId,
    /// What they see.
    #[serde(flatten)]
    pub viewport: Viewport,
}

/// The same, field by field: serde buffers a flattened struct to read it, and writes it as a map.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FlatViewport {
    user_id: UserId,
    scroll_x: Number,
    scroll_y: Number,
    viewport_width: Number,
    viewport_height: Number,
    page_width: Number,
    page_height: Number,
}

impl From<FlatViewport> for RelayedViewport {
    fn from(flat: FlatViewport) -> Self {
        Self {
            user_id: flat.user_id,
            viewport: Viewport {
                scroll_x: flat.scroll_x,
                scroll_y: flat.scroll_y,
                viewport_width: flat.viewport_width,
                viewport_height: flat.viewport_height,
                page_width: flat.page_width,
                page_height: flat.page_height,
            },
        }
    }
}

impl From<RelayedViewport> for FlatViewport {
    fn from(relayed: RelayedViewport) -> Self {
        let viewport = relayed.viewport;
        Self {
            user_id: relayed.user_id,
            scroll_x: viewport.scroll_x,
            scroll_y: viewport.scroll_y,
            viewport_width: viewport.viewport_width,
            viewport_height: viewport.viewport_height,
            page_width: viewport.page_width,
            page_height: viewport.page_height,
        }
    }
}
