//! A program of a few operations, and what comes of it.

use latchwork_coherence::sync::atomic::Ordering::{Relaxed, SeqCst};
use latchwork_coherence::sync::atomic::{AtomicU8, fence};
use latchwork_coherence::{
    Counts, Pace, Parameters, Placement, Simulation, now, spin_loop, wait_in_line, work,
};
use std::cell::RefCell;
use std::rc::Rc;

/// How many words there are, two a line.
pub(crate) const WORDS: usize = 6;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Load(usize),
    Store(usize, u8),
    Swap(usize, u8),
    Exchange(usize, u8, u8),
    Add(usize),
    /// Waits until the last two bits are as much.
    Wait(usize, u8, Pace),
    Work(u64),
    Fence,
}

/// Whether the polls of a wait are made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Polls {
    Paced,
    Made,
}

/// A CPU, its operation, when that was over, and what it returned.
type Done = (usize, usize, u64, u8);

/// What a run came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ran {
    Ended {
        done: Vec<Done>,
        memory: Vec<u8>,
        counts: Counts,
    },
    Stopped,
}

impl Ran {
    /// What does not depend on whether polls are made.
    pub(crate) fn but_for_polls(mut self) -> Self {
        if let Self::Ended { counts, .. } = &mut self {
            counts.polls = 0;
        }
        self
    }
}

#[repr(align(4096))]
#[derive(Default)]
struct Line([AtomicU8; 8]);

/// Two words of each line.
fn word(lines: &[Line], number: usize) -> &AtomicU8 {
    &lines[number / 2].0[number % 2 * 7]
}

pub(crate) fn run(machine: &Parameters, programs: &[Vec<Operation>], polls: Polls) -> Ran {
    let lines: Rc<[Line]> = (0..WORDS / 2).map(|_| Line::default()).collect();
    let done = Rc::new(RefCell::new(Vec::new()));
    let (shared, noted) = (Rc::clone(&lines), Rc::clone(&done));
    let each = programs.to_vec();
    let counts = Simulation::new(machine, Placement::Spread, programs.len())
        .expect("there are so many")
        .run(move |cpu| {
            for (index, &operation) in each[cpu].iter().enumerate() {
                let value = perform(operation, |number| word(&shared, number), polls);
                noted.borrow_mut().push((cpu, index, now(), value));
            }
        });
    let Ok(counts) = counts else {
        return Ran::Stopped;
    };
    let mut done = done.borrow().clone();
    done.sort_unstable();
    Ran::Ended {
        done,
        memory: (0..WORDS)
            .map(|number| word(&lines, number).load(Relaxed))
            .collect(),
        counts,
    }
}

/// Performs it; what it reads is the result.
fn perform<'a>(operation: Operation, word: impl Fn(usize) -> &'a AtomicU8, polls: Polls) -> u8 {
    match operation {
        Operation::Load(number) => return word(number).load(Relaxed),
        Operation::Store(number, value) => word(number).store(value, Relaxed),
        Operation::Swap(number, value) => return word(number).swap(value, Relaxed),
        Operation::Exchange(number, current, new) => {
            let exchanged = word(number).compare_exchange(current, new, Relaxed, Relaxed);
            return exchanged.unwrap_or_else(|other| other);
        }
        Operation::Add(number) => return word(number).fetch_add(1, Relaxed),
        Operation::Wait(number, least, pace) => return wait(word(number), least, pace, polls),
        Operation::Work(cycles) => work(cycles),
        Operation::Fence => fence(SeqCst),
    }
    0
}

fn wait(word: &AtomicU8, least: u8, pace: Pace, polls: Polls) -> u8 {
    let (asked, mut doubled) = match polls {
        Polls::Paced => (pace, 1),
        Polls::Made => (Pace::Opaque, 1),
    };
    let relax = |ahead: u32| {
        let hints = match pace {
            Pace::Constant(hints) => hints,
            Pace::Proportional(each) => each * ahead,
            Pace::Doubling(limit) => {
                let hints = doubled;
                doubled = (doubled * 2).min(limit.max(1));
                hints
            }
            Pace::Opaque => unreachable!("no wait is opaque"),
        };
        (0..hints).for_each(|_| spin_loop());
    };
    let ahead = |value: u8| u32::from(least.saturating_sub(value & 3));
    wait_in_line(word, asked, ahead, relax)
}
