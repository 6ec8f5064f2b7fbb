//! Which other nodes there are: those heard lately. Counted in ticks of this
//! node, whatever its clock or theirs say. No task or clock.

use std::collections::HashMap;

use super::NodeId;

/// The other nodes, and for how many ticks nothing was heard of them.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    silent_for: HashMap<NodeId, u32>,
}

impl Nodes {
    pub(super) fn heard(&mut self, node: NodeId) {
        self.silent_for.insert(node, 0);
    }

    /// It said goodbye. True when it was known.
    pub(super) fn ended(&mut self, node: NodeId) -> bool {
        self.silent_for.remove(&node).is_some()
    }

    pub(super) fn count(&self) -> usize {
        self.silent_for.len()
    }

    /// A tick has passed; those that were silent for too long are lost.
    pub(super) fn tick(&mut self) -> Vec<NodeId> {
        let mut lost = vec![];
        self.silent_for.retain(|node, ticks| {
            *ticks += 1;
            let lives = *ticks <= SILENT_TICKS;
            if !lives {
                lost.push(*node);
            }
            lives
        });
        lost
    }
}

/// Ticks are seconds, and every node is heard in each.
const SILENT_TICKS: u32 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_node_is_lost_once_and_found_again() {
        let node = NodeId::of([1; 8]);
        let mut nodes = Nodes::default();
        nodes.heard(node);
        for _ in 0..SILENT_TICKS {
            assert!(nodes.tick().is_empty());
        }
        assert_eq!(nodes.tick(), [node]);
        assert!(nodes.tick().is_empty());
        nodes.heard(node);
        assert_eq!(nodes.count(), 1);
        assert!(nodes.ended(node) && !nodes.ended(node));
    }
}
