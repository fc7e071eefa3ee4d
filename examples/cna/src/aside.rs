//! Who is set aside.

/// The name of no node.
pub(crate) const NOBODY: u32 = 0;

/// How many bits name a node.
const NAME_BITS: u32 = 16;

/// How many bits count hand-offs.
const COUNT_BITS: u32 = 31;

/// The most CPUs that a lock can have.
pub(crate) const MAX_CPUS: usize = (1 << NAME_BITS) - 1;

/// The most hand-offs that can be counted.
pub(crate) const MAX_COUNT: u32 = (1 << COUNT_BITS) - 1;

/// What a node holds while its CPU waits.
pub(crate) const WAITING: u64 = 0;

/// What tells a lock that is handed on from [`WAITING`].
const GRANTED: u64 = 1 << (2 * NAME_BITS + COUNT_BITS);

/// The nodes that were set aside, which is handed on with the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aside {
    /// Nobody; and for so many hand-offs more nobody is to be.
    Nobody { rest: u32 },
    /// A queue, whose first was passed by the last so many hand-offs.
    Queue { first: u32, last: u32, passed: u32 },
}

impl Aside {
    /// Nobody is set aside, but may be.
    pub(crate) const NOBODY: Self = Self::Nobody { rest: 0 };

    /// The first and the last; or nobody.
    pub(crate) const fn ends(self) -> (u32, u32) {
        match self {
            Self::Nobody { .. } => (NOBODY, NOBODY),
            Self::Queue { first, last, .. } => (first, last),
        }
    }

    /// Once the lock has been handed on to somebody else.
    pub(crate) const fn passed(self) -> Self {
        match self {
            Self::Nobody { .. } => self,
            Self::Queue {
                first,
                last,
                passed,
            } => Self::Queue {
                first,
                last,
                passed: passed + 1,
            },
        }
    }

    /// As a node holds it, to whose CPU the lock is handed on.
    pub(crate) const fn bits(self) -> u64 {
        let (first, last) = self.ends();
        let count = match self {
            Self::Nobody { rest } => rest,
            Self::Queue { passed, .. } => passed,
        };
        let ends = (last as u64) << NAME_BITS | first as u64;
        GRANTED | (count as u64) << (2 * NAME_BITS) | ends
    }

    /// What these bits say.
    pub(crate) const fn of(bits: u64) -> Self {
        let count = (bits >> (2 * NAME_BITS)) as u32 & MAX_COUNT;
        match bits as u32 & MAX_CPUS as u32 {
            NOBODY => Self::Nobody { rest: count },
            first => Self::Queue {
                first,
                last: (bits >> NAME_BITS) as u32 & MAX_CPUS as u32,
                passed: count,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_say_what_they_are_of() {
        let most = MAX_CPUS as u32;
        for count in [0, 1, MAX_COUNT] {
            let mut all = vec![Aside::Nobody { rest: count }];
            for (first, last) in [(1, 1), (1, most), (most, 1), (most, most)] {
                all.push(Aside::Queue {
                    first,
                    last,
                    passed: count,
                });
            }
            for aside in all {
                assert_eq!(Aside::of(aside.bits()), aside);
                assert_ne!(aside.bits(), WAITING);
            }
        }
    }

    #[test]
    fn only_somebody_is_passed() {
        let nobody = Aside::Nobody { rest: 5 };
        assert_eq!(nobody.passed(), nobody);
        let passed = |passed| Aside::Queue {
            first: 3,
            last: 4,
            passed,
        };
        assert_eq!(passed(0).passed().passed(), passed(2));
        assert_eq!((nobody.ends(), passed(0).ends()), ((0, 0), (3, 4)));
    }
}
