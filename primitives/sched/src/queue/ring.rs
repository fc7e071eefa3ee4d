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
mod tests {
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

    #[test]
    fn a_broken_ring_is_seen() {
        let mut ring = Ring::<u32, 2>::new();
        ring.length = 1;
        assert!(ring.invariant().is_err());
        ring.length = 3;
        assert!(ring.invariant().is_err());
    }
}
