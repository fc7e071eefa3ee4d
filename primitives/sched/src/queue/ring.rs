//! A bounded queue of one owner.

use latchwork_lock::Invariant;

/// `length` values from `first` on, in a circle.
#[derive(Debug)]
pub(super) struct Ring<T, const CAPACITY: usize> {
    places: [Option<T>; CAPACITY],
    first: usize,
    length: usize,
}

impl<T: Copy, const CAPACITY: usize> Ring<T, CAPACITY> {
    pub(super) const fn new() -> Self {
        const {
            // The sum of two places does not overflow.
            assert!(
                CAPACITY <= usize::MAX / 2,
                "a queue has room for at most usize::MAX / 2 values"
            );
        }
        Self {
            places: [None; CAPACITY],
            first: 0,
            length: 0,
        }
    }

    /// Puts `value` at the end; false if there is no place.
    pub(super) fn push(&mut self, value: T) -> bool {
        // mutant (self.length >= CAPACITY): the length is never more.
        if self.length == CAPACITY {
            return false;
        }
        self.places[(self.first + self.length) % CAPACITY] = Some(value);
        self.length += 1;
        true
    }

    /// Takes the value at the front.
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.length == 0 {
            return None;
        }
        let value = self.places[self.first].take();
        self.first = (self.first + 1) % CAPACITY;
        self.length -= 1;
        value
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }
}

impl<T, const CAPACITY: usize> Invariant for Ring<T, CAPACITY> {
    fn invariant(&self) -> Result<(), &'static str> {
        if self.length > CAPACITY || self.first >= CAPACITY.max(1) {
            return Err("the ring points outside itself");
        }
        let used = |place: usize| (place + CAPACITY - self.first) % CAPACITY < self.length;
        let mut places = self.places.iter().enumerate();
        match places.all(|(place, value)| value.is_some() == used(place)) {
            true => Ok(()),
            false => Err("the ring has a value where none should be, or none where one should"),
        }
    }
}

#[cfg(test)]
mod one_cpu {
    use super::*;

    #[test]
    fn it_goes_round_and_keeps_its_invariant() {
        let mut ring = Ring::<u32, 3>::new();
        for round in 0..7 {
            assert!(ring.push(2 * round) && ring.push(2 * round + 1));
            assert_eq!(ring.invariant(), Ok(()));
            assert_eq!(ring.pop(), Some(2 * round));
            assert_eq!(ring.pop(), Some(2 * round + 1));
            assert_eq!((ring.pop(), ring.len()), (None, 0));
            assert_eq!(ring.invariant(), Ok(()));
        }
    }

    #[test]
    fn it_refuses_what_it_has_no_place_for() {
        let mut ring = Ring::<u32, 1>::new();
        assert!(ring.push(1) && !ring.push(2));
        assert_eq!(ring.pop(), Some(1));
        let mut none = Ring::<u32, 0>::new();
        assert!(!none.push(1));
        assert_eq!((none.pop(), none.invariant()), (None, Ok(())));
    }

    /// Each number of values, wherever the ring begins.
    #[test]
    fn it_counts_from_every_place() {
        for first in 0..3 {
            for length in 0..=3 {
                let mut ring = Ring::<usize, 3>::new();
                ring.first = first;
                assert_eq!((ring.invariant(), ring.len()), (Ok(()), 0));
                for value in 0..length {
                    assert!(ring.push(value));
                    assert_eq!((ring.invariant(), ring.len()), (Ok(()), value + 1));
                }
                assert_eq!(ring.push(length), length < 3);
                let put = length.min(2) + 1;
                for value in 0..put {
                    assert_eq!((ring.len(), ring.pop()), (put - value, Some(value)));
                    assert_eq!(ring.invariant(), Ok(()));
                }
                assert_eq!((ring.pop(), ring.first), (None, (first + put) % 3));
            }
        }
    }

    #[test]
    fn a_broken_ring_is_seen() {
        let broken = |places, first, length| {
            let ring = Ring::<u32, 2> {
                places,
                first,
                length,
            };
            ring.invariant()
        };
        let (full, one, other, empty) = (
            [Some(1), Some(2)],
            [Some(1), None],
            [None, Some(2)],
            [None, None],
        );
        for (places, first, length) in [
            (full, 0, 2),
            (full, 1, 2),
            (one, 0, 1),
            (other, 1, 1),
            (empty, 0, 0),
            (empty, 1, 0),
        ] {
            assert_eq!(broken(places, first, length), Ok(()));
        }
        let outside = Err("the ring points outside itself");
        for (places, first, length) in [
            (full, 0, 3),
            (empty, 2, 0),
            (full, 2, 2),
            (empty, usize::MAX, 0),
            (full, 0, usize::MAX),
        ] {
            assert_eq!(broken(places, first, length), outside);
        }
        let misplaced = Err("the ring has a value where none should be, or none where one should");
        for (places, first, length) in [
            (empty, 0, 1),
            (one, 0, 0),
            (one, 1, 1),
            (other, 0, 1),
            (one, 0, 2),
            (other, 1, 2),
            (full, 1, 1),
        ] {
            assert_eq!(broken(places, first, length), misplaced);
        }
        let none = |first, length| {
            let places = [None::<u32>; 0];
            Ring {
                places,
                first,
                length,
            }
            .invariant()
        };
        assert_eq!(
            (none(0, 0), none(1, 0), none(0, 1)),
            (Ok(()), outside, outside)
        );
    }
}
