//! Relations over the events of one graph, as matrices of bits.

use std::ops::{BitAnd, BitOr};

/// A set of events.
pub(crate) type Set = u64;

/// Events that a graph can have.
pub(crate) const CAPACITY: usize = Set::BITS as usize;

/// A binary relation: row `a` is the set of all `b` that `a` is related to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    rows: [Set; CAPACITY],
    size: usize,
}

impl Relation {
    /// The empty relation over `size` events.
    pub(crate) fn empty(size: usize) -> Self {
        assert!(size <= CAPACITY, "{size} events are too many");
        Self {
            rows: [0; CAPACITY],
            size,
        }
    }

    /// All pairs of which `related` holds.
    pub(crate) fn of(size: usize, related: impl Fn(usize, usize) -> bool) -> Self {
        let mut relation = Self::empty(size);
        for a in 0..size {
            for b in 0..size {
                if related(a, b) {
                    relation.insert(a, b);
                }
            }
        }
        relation
    }

    /// `[set]`: each event of the set, related to itself.
    pub(crate) fn identity(size: usize, set: Set) -> Self {
        let mut relation = Self::empty(size);
        for a in 0..size {
            relation.rows[a] = set & (1 << a);
        }
        relation
    }

    pub(crate) fn insert(&mut self, a: usize, b: usize) {
        self.rows[a] |= 1 << b;
    }

    pub(crate) fn contains(&self, a: usize, b: usize) -> bool {
        self.rows[a] & (1 << b) != 0
    }

    /// `self ; other`.
    pub(crate) fn then(&self, other: &Self) -> Self {
        let mut composed = Self::empty(self.size);
        for a in 0..self.size {
            let mut between = self.rows[a];
            while between != 0 {
                composed.rows[a] |= other.rows[between.trailing_zeros() as usize];
                between &= between - 1;
            }
        }
        composed
    }

    /// `self⁻¹`.
    pub(crate) fn inverse(&self) -> Self {
        let mut inverse = Self::empty(self.size);
        for a in 0..self.size {
            let mut row = self.rows[a];
            while row != 0 {
                inverse.insert(row.trailing_zeros() as usize, a);
                row &= row - 1;
            }
        }
        inverse
    }

    /// `self⁺`.
    pub(crate) fn closure(&self) -> Self {
        let mut closure = *self;
        for between in 0..self.size {
            let row = closure.rows[between];
            for a in 0..self.size {
                if closure.contains(a, between) {
                    closure.rows[a] |= row;
                }
            }
        }
        closure
    }

    /// `self?`.
    pub(crate) fn maybe(&self) -> Self {
        let mut reflexive = *self;
        for a in 0..self.size {
            reflexive.insert(a, a);
        }
        reflexive
    }

    /// `[set] ; self`.
    pub(crate) fn from(&self, set: Set) -> Self {
        let mut some = *self;
        for a in 0..self.size {
            if set & (1 << a) == 0 {
                some.rows[a] = 0;
            }
        }
        some
    }

    /// `self ; [set]`.
    pub(crate) fn to(&self, set: Set) -> Self {
        let mut some = *self;
        for row in &mut some.rows[..self.size] {
            *row &= set;
        }
        some
    }

    /// `self \ other`.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut some = *self;
        for a in 0..self.size {
            some.rows[a] &= !other.rows[a];
        }
        some
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows[..self.size].iter().all(|&row| row == 0)
    }

    pub(crate) fn is_irreflexive(&self) -> bool {
        (0..self.size).all(|a| !self.contains(a, a))
    }

    pub(crate) fn is_acyclic(&self) -> bool {
        self.closure().is_irreflexive()
    }
}

impl BitOr for Relation {
    type Output = Self;

    fn bitor(mut self, other: Self) -> Self {
        for a in 0..self.size {
            self.rows[a] |= other.rows[a];
        }
        self
    }
}

impl BitAnd for Relation {
    type Output = Self;

    fn bitand(mut self, other: Self) -> Self {
        for a in 0..self.size {
            self.rows[a] &= other.rows[a];
        }
        self
    }
}

#[test]
fn operators_are_those_of_relations() {
    let mut chain = Relation::empty(4);
    chain.insert(0, 1);
    chain.insert(1, 2);
    chain.insert(2, 3);
    let closed = chain.closure();
    assert_eq!(closed, Relation::of(4, |a, b| a < b));
    assert_eq!(chain.then(&chain), Relation::of(4, |a, b| a + 2 == b));
    assert_eq!(chain.inverse(), Relation::of(4, |a, b| b + 1 == a));
    assert_eq!(closed.maybe(), Relation::of(4, |a, b| a <= b));
    assert_eq!(
        closed.from(0b0011).to(0b1000),
        Relation::of(4, |a, b| a < 2 && b == 3)
    );
    assert_eq!(
        Relation::identity(4, 0b0110),
        Relation::of(4, |a, b| a == b && (1..3).contains(&a))
    );
    assert_eq!(closed.without(&chain), Relation::of(4, |a, b| a + 1 < b));
    assert!((closed & closed.inverse()).is_empty());
    assert!(closed.is_acyclic());
    assert!((chain | chain.inverse()).is_irreflexive());
    assert!(!(chain | chain.inverse()).is_acyclic());
}
