//! Whoever pulls what somebody owns, shares what somebody owns alone, touches what it does
//! not own, or writes what it shares, has gone wrong, and so has whoever gives up what it
//! does not have.

use crate::failure::failure;
use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::{AtomicU32, SpinHint, UnsafeCell, WaitUntil, model};

/// What a CPU does with the cell, and the line that does it.
#[derive(Clone, Copy)]
struct Deed {
    does: fn(&UnsafeCell<u32>),
    line: u32,
}

macro_rules! deed {
    ($does:expr) => {
        Deed {
            does: $does,
            line: line!(),
        }
    };
}

const PULL: Deed = deed!(|cell| cell.pull());
const PUSH: Deed = deed!(|cell| cell.push());
const SHARE: Deed = deed!(|cell| cell.pull_shared());
const UNSHARE: Deed = deed!(|cell| cell.push_shared());
// SAFETY: none is needed: the CPUs take turns.
const READ: Deed = deed!(|cell| _ = cell.with(|value| unsafe { *value }));
// SAFETY: none is needed: the CPUs take turns.
const WRITE: Deed = deed!(|cell| cell.with_mut(|value| unsafe { *value += 1 }));

/// What the CPUs share.
struct Shared {
    cell: UnsafeCell<u32>,
    turn: AtomicU32,
}

// SAFETY: the CPUs take turns.
unsafe impl Sync for Shared {}

impl Shared {
    /// Does this when it is the turn of this step.
    fn step(&self, at: u32, deed: Deed) {
        // Acquire: pairs with the Release of the step before, so that nothing races.
        self.turn.wait_until::<SpinHint>(Acquire, |turn| turn == at);
        (deed.does)(&self.cell);
        // Release: pairs with the Acquire of the step that comes next.
        self.turn.store(at + 1, Release);
    }
}

/// The words of the failure of these CPUs, which do this, one after the other; if it fails.
fn in_turn(steps: &'static [(usize, Deed)]) -> Option<String> {
    failure(move || {
        let shared = Shared {
            cell: UnsafeCell::new(0),
            turn: AtomicU32::new(0),
        };
        let work = move |cpu| {
            for (at, &(by, deed)) in (0..).zip(steps) {
                if by == cpu {
                    shared.step(at, deed);
                }
            }
        };
        model::run(2, work, || ());
    })
}

#[test]
fn what_a_cell_allows_is_accepted() {
    const ALLOWED: &[&[(usize, Deed)]] = &[
        // Before the first pull nobody keeps track of it.
        &[(0, WRITE), (1, READ), (1, WRITE), (0, READ)],
        // Whoever owns it may do all, and then another may own it.
        &[
            (0, PULL),
            (0, READ),
            (0, WRITE),
            (0, PUSH),
            (1, PULL),
            (1, WRITE),
            (1, PUSH),
        ],
        // CPUs that only read may own it together, each several times.
        &[
            (0, SHARE),
            (1, SHARE),
            (0, READ),
            (1, READ),
            (0, SHARE),
            (0, UNSHARE),
            (0, READ),
            (0, UNSHARE),
            (1, READ),
            (1, UNSHARE),
            (0, PULL),
            (0, WRITE),
        ],
    ];
    for steps in ALLOWED {
        assert_eq!(in_turn(steps), None);
    }
}

/// The last of `steps` is a mistake: `said` of the CPU that makes it, and that was made
/// possible by the step `because`, which is named, too, if there is one.
struct Mistake {
    steps: &'static [(usize, Deed)],
    said: &'static str,
    because: Option<(usize, &'static str)>,
}

const fn mistake(
    steps: &'static [(usize, Deed)],
    said: &'static str,
    because: Option<(usize, &'static str)>,
) -> Mistake {
    Mistake {
        steps,
        said,
        because,
    }
}

const OWNED: &str = "has owned since";
const SHARED: &str = "has shared since";
const GAVE_UP: &str = "gave it up at";
const NO_SHARE: &str = "a share that it does not have";

#[test]
fn each_mistake_is_found_and_both_its_places_are_named() {
    const MISTAKES: &[Mistake] = &[
        // Pulls of what somebody owns.
        mistake(&[(0, PULL), (1, PULL)], "takes at", Some((0, OWNED))),
        mistake(&[(0, PULL), (0, PULL)], "takes at", Some((0, OWNED))),
        mistake(&[(0, SHARE), (1, PULL)], "takes at", Some((0, SHARED))),
        mistake(&[(0, SHARE), (0, PULL)], "takes at", Some((0, SHARED))),
        // Shares of what somebody owns alone.
        mistake(
            &[(0, PULL), (1, SHARE)],
            "takes a share at",
            Some((0, OWNED)),
        ),
        mistake(
            &[(0, PULL), (0, SHARE)],
            "takes a share at",
            Some((0, OWNED)),
        ),
        // Touches of what another owns, of what nobody owns, of what others share.
        mistake(&[(0, PULL), (1, READ)], "touches at", Some((0, OWNED))),
        mistake(&[(0, PULL), (1, WRITE)], "touches at", Some((0, OWNED))),
        mistake(
            &[(0, PULL), (0, PUSH), (0, READ)],
            "touches at",
            Some((1, GAVE_UP)),
        ),
        mistake(
            &[(0, PULL), (0, PUSH), (1, WRITE)],
            "touches at",
            Some((1, GAVE_UP)),
        ),
        mistake(&[(0, SHARE), (1, READ)], "touches at", Some((0, SHARED))),
        mistake(&[(0, SHARE), (1, WRITE)], "touches at", Some((0, SHARED))),
        mistake(
            &[(0, SHARE), (0, UNSHARE), (0, READ)],
            "touches at",
            Some((1, GAVE_UP)),
        ),
        // Writes of what it shares, alone or with others.
        mistake(&[(0, SHARE), (0, WRITE)], "writes at", None),
        mistake(&[(0, SHARE), (1, SHARE), (1, WRITE)], "writes at", None),
        // Pushes of what was never taken, of what another owns, twice, of a share.
        mistake(&[(0, PUSH)], "gives up what nobody has ever taken", None),
        mistake(
            &[(0, WRITE), (1, PUSH)],
            "gives up what nobody has ever taken",
            None,
        ),
        mistake(&[(0, PULL), (1, PUSH)], "touches at", Some((0, OWNED))),
        mistake(
            &[(0, PULL), (0, PUSH), (0, PUSH)],
            "touches at",
            Some((1, GAVE_UP)),
        ),
        mistake(&[(0, SHARE), (0, PUSH)], "gives up at", None),
        mistake(&[(0, SHARE), (1, PUSH)], "touches at", Some((0, SHARED))),
        // Shares given up that it does not have.
        mistake(&[(0, UNSHARE)], NO_SHARE, None),
        mistake(&[(0, PULL), (0, UNSHARE)], NO_SHARE, None),
        mistake(&[(0, SHARE), (1, UNSHARE)], NO_SHARE, None),
        mistake(&[(0, SHARE), (0, UNSHARE), (0, UNSHARE)], NO_SHARE, None),
    ];
    for Mistake {
        steps,
        said,
        because,
    } in MISTAKES
    {
        let &(cpu, deed) = steps.last().expect("there is a mistake");
        let words = in_turn(steps).expect(said);
        let place = |deed: Deed| format!("{}:{}:", file!(), deed.line);
        assert!(words.contains(&format!("exclusion: CPU {cpu} ")), "{words}");
        assert!(words.contains(said), "{said}: {words}");
        if let Some(said) = said.strip_suffix(" at") {
            let named = format!("CPU {cpu} {said} at {}", place(deed));
            assert!(words.contains(&named), "{named}: {words}");
        }
        if let &Some((step, had)) = because {
            let (cpu, deed) = steps[step];
            let named = format!("CPU {cpu} {had} {}", place(deed));
            assert!(words.contains(&named), "{named}: {words}");
        }
    }
}

/// Nobody else can reach a cell that is borrowed mutably, so nobody is asked who owns it.
#[test]
fn a_cell_that_nobody_else_reaches_is_its_holders_to_change() {
    let words = failure(|| {
        let work = |_cpu| {
            let mut cell = UnsafeCell::new(1);
            model::as_cpu(1, || cell.pull());
            *cell.get_mut() += 1;
            assert_eq!(cell.into_inner(), 2);
        };
        model::run(1, work, || ());
    });
    assert_eq!(words, None);
}
