//! The latest events. It is written against the crate `spin`, and knows no other.

#![no_std]

use spin::{Mutex, MutexGuard};

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A CPU has done a round of its work.
    Round { cpu: usize, round: usize },
    /// A timer's tick.
    Tick { cpu: usize },
}

/// How many are kept.
pub const KEPT: usize = 16;

/// A journal that CPUs share.
pub struct Journal {
    pages: Mutex<Pages>,
}

/// What the lock protects.
pub struct Pages {
    latest: [Option<Event>; KEPT],
    rounds: usize,
    ticks: usize,
}

/// The kernel's.
pub static JOURNAL: Journal = Journal::new();

impl Journal {
    /// An empty one.
    pub const fn new() -> Self {
        Self {
            pages: Mutex::new(Pages {
                latest: [None; KEPT],
                rounds: 0,
                ticks: 0,
            }),
        }
    }

    /// Notes `event`; not for handlers, which might wait for what they interrupted.
    pub fn note(&self, event: Event) {
        self.read().note(event);
    }

    /// Notes `event` unless the journal is in use. Whether it did.
    pub fn try_note(&self, event: Event) -> bool {
        match self.pages.try_lock() {
            Some(mut pages) => {
                pages.note(event);
                true
            }
            None => false,
        }
    }

    /// The journal, as long as the guard is kept.
    pub fn read(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock()
    }

    /// Whether somebody writes or reads.
    pub fn is_in_use(&self) -> bool {
        self.pages.is_locked()
    }
}

impl Default for Journal {
    fn default() -> Self {
        Self::new()
    }
}

impl Pages {
    fn note(&mut self, event: Event) {
        let count = match event {
            Event::Round { .. } => &mut self.rounds,
            Event::Tick { .. } => &mut self.ticks,
        };
        *count += 1;
        let place = (self.rounds + self.ticks - 1) % KEPT;
        self.latest[place] = Some(event);
    }

    /// How many rounds were noted.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// How many ticks were noted.
    pub fn ticks(&self) -> usize {
        self.ticks
    }

    /// Those that are kept.
    pub fn latest(&self) -> impl Iterator<Item = &Event> {
        self.latest.iter().flatten()
    }
}
