//! Nodes, and their joining the queue.

/// How many bits of a [`Joining`] name the node; the others count.
const NAME_BITS: u32 = 12;

/// The most nodes that a lock can have.
pub(crate) const MAX_NODES: usize = 1 << NAME_BITS;

/// What a node holds: a count of its joinings and its releases, so that it is odd
/// from the one to the other. It wraps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn(pub(crate) u32);

impl Turn {
    /// Whether whoever has joined with the node has not released yet.
    pub(crate) fn is_taken(self) -> bool {
        self.0 & 1 == 1
    }

    /// The turn after this one.
    pub(crate) fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// A node in the queue, and with which turn it has joined: what the lock's tail
/// holds.
///
/// The turn is there for `try_lock`. Without it, a tail that was left and came
/// back, the node having been released, taken over and joined with again in
/// between, would look as if nothing had happened (ABA). It is cut to 20 bits:
/// a tail comes back for real after 2¹⁹ joinings with one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Joining(pub(crate) u32);

impl Joining {
    /// `node` joins, and its turn is `turn`.
    pub(crate) const fn new(node: u32, turn: Turn) -> Self {
        Self(turn.0 << NAME_BITS | node)
    }

    /// Which node.
    pub(crate) fn node(self) -> u32 {
        self.0 % MAX_NODES as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_taken_every_other_time() {
        let free = Turn(0);
        assert!(!free.is_taken() && free.next().is_taken());
        assert_eq!(Turn(u32::MAX).next(), free);
    }

    #[test]
    fn joinings_of_one_node_differ() {
        let last = MAX_NODES as u32 - 1;
        let (first, second) = (Joining::new(last, Turn(1)), Joining::new(last, Turn(3)));
        assert_ne!(first, second);
        assert_eq!((first.node(), second.node()), (last, last));
    }
}
