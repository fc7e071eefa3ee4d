//! The atomic quota object.

use super::QuotaEvent;
use latchwork_layer::{Layer, Object, Spec, Stuck};
use latchwork_lock::author::LOCK;

/// Quotas of containers.
pub static QUOTA: Layer = Layer {
    name: "quota",
    objects: &[Object {
        name: "container quota",
        specification: "latchwork_mem::quota::QuotaSpec",
        rely: "nobody touches the account without holding its lock",
        guarantee: "each operation holds the lock once, and leaves no more in use than the limit allows",
    }],
    rests_on: &[&LOCK],
};

/// A quota of `limit` units at first.
///
/// | event | allowed if | then |
/// |---|---|---|
/// | `Charge(n)` | n are free | n more are charged |
/// | `Uncharge(n)` | n are charged | n fewer are charged |
/// | `Split(n)` | n are free | n more are split off |
/// | `Exhaust(n)` | fewer than n are free | |
/// | `Exceed(n)` | fewer than n are charged | |
///
/// Free is what is neither charged nor split off.
#[derive(Clone, Copy, Debug)]
pub struct QuotaSpec {
    limit: usize,
}

/// Where the units of a quota are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuotaState {
    /// Units that are charged.
    pub charged: usize,
    /// Units that were split off.
    pub split_off: usize,
}

impl QuotaSpec {
    /// The specification of a quota of `limit` units at first.
    pub fn new(limit: usize) -> Self {
        Self { limit }
    }

    fn free(&self, state: &QuotaState) -> usize {
        self.limit
            .saturating_sub(state.charged)
            .saturating_sub(state.split_off)
    }
}

impl Spec for QuotaSpec {
    type State = QuotaState;
    type Event = QuotaEvent;

    fn initial(&self) -> QuotaState {
        QuotaState::default()
    }

    fn step(&self, state: &mut QuotaState, _cpu: usize, event: &QuotaEvent) -> Result<(), Stuck> {
        let (free, charged) = (self.free(state), state.charged);
        match *event {
            QuotaEvent::Charge(units) | QuotaEvent::Split(units) if units > free => {
                Err(Stuck::because(format!("{free} are free")))
            }
            QuotaEvent::Charge(units) => {
                state.charged += units;
                Ok(())
            }
            QuotaEvent::Split(units) => {
                state.split_off += units;
                Ok(())
            }
            QuotaEvent::Uncharge(units) if units > charged => {
                Err(Stuck::because(format!("{charged} are charged")))
            }
            QuotaEvent::Uncharge(units) => {
                state.charged -= units;
                Ok(())
            }
            QuotaEvent::Exhaust(units) if units <= free => {
                Err(Stuck::because(format!("{free} are free")))
            }
            QuotaEvent::Exceed(units) if units <= charged => {
                Err(Stuck::because(format!("{charged} are charged")))
            }
            QuotaEvent::Exhaust(_) | QuotaEvent::Exceed(_) => Ok(()),
        }
    }

    fn show(&self, state: &QuotaState) -> String {
        let QuotaState { charged, split_off } = state;
        format!(
            "{} free, {charged} charged, {split_off} split off",
            self.free(state)
        )
    }

    fn invariant(&self, state: &QuotaState) -> Result<(), Stuck> {
        match state.charged + state.split_off > self.limit {
            true => Err(Stuck::because("more is used than the limit allows")),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use QuotaEvent::{Charge, Exceed, Exhaust, Split, Uncharge};

    fn run(events: &[QuotaEvent]) -> Result<QuotaState, Stuck> {
        let spec = QuotaSpec::new(3);
        let mut state = spec.initial();
        for event in events {
            spec.step(&mut state, 0, event)?;
            spec.invariant(&state)?;
        }
        Ok(state)
    }

    #[test]
    fn units_are_charged_given_back_and_split_off() {
        let events = [
            Charge(2),
            Exhaust(2),
            Split(1),
            Exhaust(1),
            Exceed(3),
            Uncharge(2),
            Exceed(1),
            Charge(1),
        ];
        let state = QuotaState {
            charged: 1,
            split_off: 1,
        };
        assert_eq!(run(&events), Ok(state));
    }

    #[test]
    fn what_is_not_so_is_stuck() {
        for (events, why) in [
            (&[Charge(2), Charge(2)][..], "1 are free"),
            (&[Charge(2), Split(2)], "1 are free"),
            (&[Split(3), Charge(1)], "0 are free"),
            (&[Split(2), Exhaust(1)], "1 are free"),
            (&[Charge(1), Uncharge(2)], "1 are charged"),
            (&[Split(2), Uncharge(1)], "0 are charged"),
            (&[Charge(2), Exceed(2)], "2 are charged"),
        ] {
            assert_eq!(run(events), Err(Stuck::because(why)), "{events:?}");
        }
    }

    #[test]
    fn an_overrun_is_seen() {
        let spec = QuotaSpec::new(3);
        let state = |charged, split_off| QuotaState { charged, split_off };
        assert_eq!(spec.invariant(&state(2, 1)), Ok(()));
        assert!(spec.invariant(&state(2, 2)).is_err());
    }
}
