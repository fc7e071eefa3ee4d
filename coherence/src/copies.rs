//! A set of CPUs.

use crate::parameters::MOST_CPUS;

const WORDS: usize = MOST_CPUS / 64;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Copies([u64; WORDS]);

impl Copies {
    pub(crate) fn only(cpu: usize) -> Self {
        let mut only = Self::default();
        only.insert(cpu);
        only
    }

    pub(crate) fn insert(&mut self, cpu: usize) {
        self.0[cpu / 64] |= 1 << (cpu % 64);
    }

    pub(crate) fn remove(&mut self, cpu: usize) {
        self.0[cpu / 64] &= !(1 << (cpu % 64));
    }

    pub(crate) fn contains(&self, cpu: usize) -> bool {
        self.0[cpu / 64] & 1 << (cpu % 64) != 0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    pub(crate) fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).all(|(a, b)| a & !b == 0)
    }

    /// The CPUs, lowest first.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0
            .into_iter()
            .enumerate()
            .flat_map(|(index, mut word)| {
                std::iter::from_fn(move || {
                    let bit = word.trailing_zeros() as usize;
                    word &= word.wrapping_sub(1);
                    (bit < 64).then_some(index * 64 + bit)
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let mut set = Copies::default();
        assert!(set.is_empty());
        for cpu in [255, 0, 64, 63] {
            set.insert(cpu);
        }
        assert!(set.iter().eq([0, 63, 64, 255]));
        assert_eq!(
            (set.len(), set.contains(64), set.contains(65)),
            (4, true, false)
        );
        set.remove(64);
        assert!(set.iter().eq([0, 63, 255]));
        assert!(set.meets(&Copies::only(63)) && !set.meets(&Copies::only(64)));
        assert!(Copies::only(255).within(&set) && !set.within(&Copies::only(255)));
    }
}
