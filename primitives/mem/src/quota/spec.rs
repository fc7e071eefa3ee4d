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
        // A state that breaks the invariant can be looked at, too.
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
        match state.charged.checked_add(state.split_off) {
            Some(used) if used <= self.limit => Ok(()),
            _ => Err(Stuck::because("more is used than the limit allows")),
        }
    }
}

// Miri would find nothing: one thread, and no unsafe code.
#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;
    use QuotaEvent::{Charge, Exceed, Exhaust, Split, Uncharge};

    fn run(events: &[QuotaEvent]) -> Result<QuotaState, Stuck> {
        run_within(3, events)
    }

    fn run_within(limit: usize, events: &[QuotaEvent]) -> Result<QuotaState, Stuck> {
        let spec = QuotaSpec::new(limit);
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
        let why = || Err(Stuck::because("more is used than the limit allows"));
        for (charged, split_off) in [(0, 0), (3, 0), (0, 3), (2, 1)] {
            assert_eq!(spec.invariant(&state(charged, split_off)), Ok(()));
        }
        for (charged, split_off) in [(4, 0), (0, 4), (2, 2), (usize::MAX, 1), (1, usize::MAX)] {
            let broken = state(charged, split_off);
            assert_eq!(spec.invariant(&broken), why());
            // It can be shown, and gives nothing away.
            assert!(spec.show(&broken).starts_with("0 free"), "{broken:?}");
            assert!(
                spec.step(&mut broken.clone(), 0, &QuotaEvent::Charge(1))
                    .is_err()
            );
        }
    }

    #[test]
    fn the_largest_quota_and_the_smallest_are_quotas() {
        const MAX: usize = usize::MAX;
        let all = [Charge(MAX), Exhaust(1), Exceed(0), Uncharge(MAX)];
        assert_eq!(
            run_within(MAX, &all),
            Err(Stuck::because(format!("{MAX} are charged")))
        );
        let all = [
            Charge(MAX),
            Exhaust(1),
            Uncharge(MAX),
            Split(MAX),
            Exceed(1),
        ];
        let split = QuotaState {
            charged: 0,
            split_off: MAX,
        };
        assert_eq!(run_within(MAX, &all), Ok(split));
        let none = [Exhaust(1), Exhaust(MAX), Exceed(1), Charge(0), Split(0)];
        assert_eq!(run_within(0, &none), Ok(QuotaState::default()));
    }

    /// What the table of [`QuotaSpec`] says of `event` after `events`, read off the events.
    fn as_the_table_says(limit: usize, events: &[QuotaEvent], event: QuotaEvent) -> bool {
        let sum = |units: fn(&QuotaEvent) -> usize| events.iter().map(units).sum::<usize>();
        let given = sum(|event| match event {
            Charge(units) => *units,
            _ => 0,
        });
        let returned = sum(|event| match event {
            Uncharge(units) => *units,
            _ => 0,
        });
        let split_off = sum(|event| match event {
            Split(units) => *units,
            _ => 0,
        });
        let charged = given - returned;
        let free = limit - charged - split_off;
        match event {
            Charge(units) | Split(units) => units <= free,
            Uncharge(units) => units <= charged,
            Exhaust(units) => units > free,
            Exceed(units) => units > charged,
        }
    }

    fn judge(limit: usize, events: &mut Vec<QuotaEvent>) -> usize {
        let mut logs = 1;
        if events.len() == 4 {
            return logs;
        }
        for make in [Charge, Uncharge, Split, Exhaust, Exceed] {
            for event in (0..=limit + 1).map(make) {
                let allowed = as_the_table_says(limit, events, event);
                events.push(event);
                assert_eq!(run_within(limit, events).is_ok(), allowed, "{events:?}");
                if allowed {
                    logs += judge(limit, events);
                }
                events.pop();
            }
        }
        logs
    }

    #[test]
    fn every_short_log_is_judged_as_the_table_says() {
        let logs = [0, 1, 2].map(|limit| judge(limit, &mut Vec::new()));
        assert!(logs.iter().all(|logs| *logs > 500), "{logs:?}");
    }

    #[test]
    fn a_state_is_told_in_a_few_words() {
        let state = run(&[Charge(1), Split(1)]).expect("3 are free");
        let told = QuotaSpec::new(3).show(&state);
        assert_eq!(told, "1 free, 1 charged, 1 split off");
    }
}
