//! Who owns a cell.

#![forbid(unsafe_code)]

use core::panic::Location;

/// Who owns a cell. Every step is taken by a CPU at a source line; one that is not
/// allowed leaves the ownership as it is, and is described.
#[derive(Clone, Debug, Default)]
pub(crate) enum Ownership {
    /// It has never been pulled: nobody keeps track of it.
    #[default]
    Untracked,
    /// Nobody, since this CPU gave it up.
    Nobody(Place),
    /// This CPU alone.
    Alone(Place),
    /// These CPUs, each as often as it is here; there is one at least.
    Shared(Vec<Place>),
}

/// A CPU, and a line that it has come to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) cpu: usize,
    pub(crate) at: &'static Location<'static>,
}

impl Ownership {
    /// Takes the cell for one CPU alone.
    pub(crate) fn pull(&mut self, Place { cpu, at }: Place) -> Result<(), String> {
        match self {
            Ownership::Untracked | Ownership::Nobody(_) => {
                *self = Ownership::Alone(Place { cpu, at });
                Ok(())
            }
            Ownership::Alone(owner) => Err(format!(
                "CPU {cpu} takes at {at} what CPU {} has owned since {}",
                owner.cpu, owner.at
            )),
            Ownership::Shared(readers) => Err(format!(
                "CPU {cpu} takes at {at} what CPU {} has shared since {}",
                readers[0].cpu, readers[0].at
            )),
        }
    }

    /// Gives up what one CPU owns alone.
    pub(crate) fn push(&mut self, place: Place) -> Result<(), String> {
        self.may_be_pushed(place)?;
        *self = Ownership::Nobody(place);
        Ok(())
    }

    /// One CPU may give up what it owns alone.
    pub(crate) fn may_be_pushed(&self, Place { cpu, at }: Place) -> Result<(), String> {
        match self {
            Ownership::Untracked => Err(format!("CPU {cpu} gives up what nobody has ever taken")),
            Ownership::Shared(readers) if readers.iter().any(|it| it.cpu == cpu) => Err(format!(
                "CPU {cpu} gives up at {at} as its own what it only shares"
            )),
            _ => self.read(Place { cpu, at }),
        }
    }

    /// Takes a share.
    pub(crate) fn pull_shared(&mut self, Place { cpu, at }: Place) -> Result<(), String> {
        match self {
            Ownership::Untracked | Ownership::Nobody(_) => {
                *self = Ownership::Shared(vec![Place { cpu, at }]);
                Ok(())
            }
            Ownership::Alone(owner) => Err(format!(
                "CPU {cpu} takes a share at {at} of what CPU {} has owned since {}",
                owner.cpu, owner.at
            )),
            Ownership::Shared(readers) => {
                readers.push(Place { cpu, at });
                Ok(())
            }
        }
    }

    /// Gives up a share.
    pub(crate) fn push_shared(&mut self, Place { cpu, at }: Place) -> Result<(), String> {
        let none = || format!("CPU {cpu} gives up at {at} a share that it does not have");
        let Ownership::Shared(readers) = self else {
            return Err(none());
        };
        // mutant (take the other end): of a CPU's own shares one is as good as another.
        let share = readers.iter().rposition(|it| it.cpu == cpu);
        readers.remove(share.ok_or_else(none)?);
        if readers.is_empty() {
            *self = Ownership::Nobody(Place { cpu, at });
        }
        Ok(())
    }

    /// Reads: what is shared, or the CPU's own.
    pub(crate) fn read(&self, Place { cpu, at }: Place) -> Result<(), String> {
        match self {
            Ownership::Untracked => Ok(()),
            Ownership::Alone(owner) if owner.cpu == cpu => Ok(()),
            Ownership::Shared(readers) if readers.iter().any(|it| it.cpu == cpu) => Ok(()),
            Ownership::Alone(owner) => Err(format!(
                "CPU {cpu} touches at {at} what CPU {} has owned since {}",
                owner.cpu, owner.at
            )),
            Ownership::Shared(readers) => Err(format!(
                "CPU {cpu} touches at {at} what CPU {} has shared since {}, and has no share",
                readers[0].cpu, readers[0].at
            )),
            Ownership::Nobody(last) => Err(format!(
                "CPU {cpu} touches at {at} what nobody owns; CPU {} gave it up at {}",
                last.cpu, last.at
            )),
        }
    }

    /// Writes: the CPU's own.
    pub(crate) fn write(&self, place: Place) -> Result<(), String> {
        self.read(place)?;
        match self {
            Ownership::Shared(_) => Err(format!(
                "CPU {} writes at {} what it only shares",
                place.cpu, place.at
            )),
            _ => Ok(()),
        }
    }
}

// Miri would find nothing: one thread, and no unsafe code.
#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;

    type Step = fn(&mut Ownership, Place) -> Result<(), String>;

    const PULL: Step = Ownership::pull;
    const PUSH: Step = Ownership::push;
    const SHARE: Step = Ownership::pull_shared;
    const UNSHARE: Step = Ownership::push_shared;
    const READ: Step = |ownership, place| ownership.read(place);
    const WRITE: Step = |ownership, place| ownership.write(place);

    /// What is wrong with the last of these steps; those before it are in order.
    #[track_caller]
    fn last(steps: &[(usize, Step)]) -> Result<(), String> {
        let at = Location::caller();
        let mut ownership = Ownership::default();
        let (&(cpu, step), before) = steps.split_last().expect("there is a step");
        for &(cpu, step) in before {
            step(&mut ownership, Place { cpu, at }).expect("it is allowed");
        }
        step(&mut ownership, Place { cpu, at })
    }

    #[test]
    fn what_is_allowed() {
        for steps in [
            &[(0, READ)][..],
            &[(0, WRITE)],
            &[(0, PULL), (0, READ), (0, WRITE), (0, PUSH), (1, PULL)],
            &[(0, SHARE), (1, SHARE), (0, READ), (1, READ)],
            &[
                (0, SHARE),
                (0, SHARE),
                (0, UNSHARE),
                (0, READ),
                (0, UNSHARE),
                (1, PULL),
            ],
            &[(0, SHARE), (1, SHARE), (0, UNSHARE), (1, READ)],
            &[(0, PULL), (0, PUSH), (1, SHARE), (1, UNSHARE), (0, SHARE)],
        ] {
            assert_eq!(last(steps), Ok(()));
        }
    }

    #[test]
    fn what_is_not() {
        for (steps, wrong) in [
            (&[(0, PULL), (1, PULL)][..], "CPU 1 takes at"),
            (&[(0, PULL), (0, PULL)], "what CPU 0 has owned since"),
            (&[(0, SHARE), (1, PULL)], "what CPU 0 has shared since"),
            (&[(0, SHARE), (0, PULL)], "what CPU 0 has shared since"),
            (&[(0, PUSH)], "CPU 0 gives up what nobody has ever taken"),
            (&[(0, PULL), (1, PUSH)], "what CPU 0 has owned since"),
            (
                &[(0, PULL), (0, PUSH), (0, PUSH)],
                "what nobody owns; CPU 0 gave it up",
            ),
            (&[(0, SHARE), (0, PUSH)], "as its own what it only shares"),
            (&[(0, SHARE), (1, PUSH)], "and has no share"),
            (&[(0, PULL), (1, SHARE)], "CPU 1 takes a share at"),
            (&[(0, PULL), (0, SHARE)], "of what CPU 0 has owned since"),
            (&[(0, UNSHARE)], "a share that it does not have"),
            (&[(0, PULL), (0, UNSHARE)], "a share that it does not have"),
            (&[(0, SHARE), (1, UNSHARE)], "a share that it does not have"),
            (
                &[(0, SHARE), (0, UNSHARE), (0, UNSHARE)],
                "a share that it does not have",
            ),
            (&[(0, PULL), (1, READ)], "CPU 1 touches at"),
            (&[(0, PULL), (1, WRITE)], "CPU 1 touches at"),
            (&[(0, PULL), (0, PUSH), (0, READ)], "what nobody owns"),
            (&[(0, SHARE), (1, READ)], "and has no share"),
            (&[(0, SHARE), (0, UNSHARE), (0, READ)], "what nobody owns"),
            (&[(0, SHARE), (0, WRITE)], "CPU 0 writes at"),
            (&[(0, SHARE), (1, SHARE), (1, WRITE)], "what it only shares"),
            // The owner's number is the greater, and there are two readers.
            (&[(1, PULL), (0, READ)], "what CPU 1 has owned since"),
            (&[(1, SHARE), (0, READ)], "and has no share"),
            (&[(1, SHARE), (0, PUSH)], "and has no share"),
            (&[(1, SHARE), (0, UNSHARE)], "a share that it does not have"),
            (
                &[(0, SHARE), (1, SHARE), (1, PUSH)],
                "as its own what it only shares",
            ),
        ] {
            let said = last(steps).expect_err(wrong);
            assert!(said.contains(wrong), "{said}: {wrong}");
        }
    }
}
