//! The contestants.
//!
//! Each is measured through the same two traits, with the same critical section,
//! everything inlined that its crate lets us inline, and starts on a cache line
//! of its own.

use core::hint::black_box;
use core::marker::PhantomData;
use std::time::{Duration, Instant};

use crossbeam_utils::CachePadded;
use latchwork_atomic::{Initial, initial};
use latchwork_codegen::bare::BareMutex;
use latchwork_lock::{CurrentCpu, McsLock, Mutex, RawLock};

use crate::floor::Floor;
use crate::seat::{SEATS, Seat};

/// The floor's name.
pub const FLOOR: &str = "floor";
/// The name of the MCS lock whose CPU index is a constant.
pub const MCS_CONSTANT: &str = "latchwork McsLock, CPU 0";
/// The name of spin's ticket lock.
pub const SPIN_TICKET: &str = "spin TicketMutex";
/// The name of spin's test-and-set lock.
pub const SPIN_TTAS: &str = "spin SpinMutex";
/// The name of mcslock's lock with its node on the stack.
pub const MCSLOCK_RAW: &str = "mcslock raw";
/// The name of mcslock's lock with its node in a thread-local variable.
pub const MCSLOCK_LOCAL: &str = "mcslock raw, local node";

/// What the locks protect.
#[derive(Debug, Default)]
pub struct Tally {
    /// How often the lock was acquired.
    pub acquisitions: u64,
    /// How often by another thread than the time before.
    pub handovers: u64,
    /// Who acquired it last.
    pub holder: usize,
}

/// Something that one thread can acquire, increment under and release.
pub trait Lap {
    /// Free, with nothing counted.
    fn new() -> Self;

    /// Acquires, adds 1, releases.
    fn lap(&self);
}

/// A lock.
pub trait Lock: Sync {
    /// Free, with an empty tally.
    fn new() -> Self;

    /// Runs `critical` while holding the lock. The thread has a
    /// [seat](crate::seat::sit).
    fn with(&self, critical: impl FnOnce(&mut Tally));
}

impl<L: Lock> Lap for L {
    fn new() -> Self {
        <L as Lock>::new()
    }

    #[inline(always)]
    fn lap(&self) {
        self.with(|tally| tally.acquisitions += 1);
    }
}

/// How long `laps` laps take. The lock is hidden from the optimizer once, before
/// the clock starts.
#[inline(never)]
pub fn time<L: Lap>(lock: &CachePadded<L>, laps: u32) -> Duration {
    let lock: &L = black_box(lock);
    let start = Instant::now();
    for _ in 0..laps {
        lock.lap();
    }
    start.elapsed()
}

/// Called with every contestant for one thread.
pub trait ForEachLap {
    /// This one is called `name`.
    fn lap<L: Lap + 'static>(&mut self, name: &'static str);
}

/// Called with every contestant for several threads.
pub trait ForEachLock {
    /// This one is called `name`.
    fn lock<L: Lock + 'static>(&mut self, name: &'static str);
}

/// Everything that can be measured on one thread, the floor first.
pub fn for_each_lap(visitor: &mut impl ForEachLap) {
    struct Laps<'a, V>(&'a mut V);
    impl<V: ForEachLap> ForEachLock for Laps<'_, V> {
        fn lock<L: Lock + 'static>(&mut self, name: &'static str) {
            self.0.lap::<L>(name);
        }
    }

    visitor.lap::<Floor>(FLOOR);
    visitor.lap::<OneCpu>(MCS_CONSTANT);
    for_each_lock(&mut Laps(visitor));
}

/// Every lock: Latchwork's from its own list, and the peers.
pub fn for_each_lock(visitor: &mut impl ForEachLock) {
    macro_rules! visit {
        ([$visitor:ident] $($name:ident: $lock:ty),*) => {$(
            $visitor.lock::<Mutex<Tally, $lock>>(concat!("latchwork ", stringify!($name)));
        )*};
    }

    visitor.lock::<BareMutex<Tally>>("bare ticket");
    latchwork_lock::for_each_lock!(visit[visitor], Seat, SEATS);
    visitor.lock::<spin::mutex::TicketMutex<Tally>>(SPIN_TICKET);
    visitor.lock::<spin::mutex::SpinMutex<Tally>>(SPIN_TTAS);
    visitor.lock::<mcslock::raw::spins::Mutex<Tally>>(MCSLOCK_RAW);
    visitor.lock::<McslockLocal>(MCSLOCK_LOCAL);
    visitor.lock::<parking_lot::Mutex<Tally>>("parking_lot Mutex");
    visitor.lock::<std::sync::Mutex<Tally>>("std Mutex");
}

impl Lap for Floor {
    fn new() -> Self {
        Self::default()
    }

    #[inline(always)]
    fn lap(&self) {
        self.increment();
    }
}

impl Lock for BareMutex<Tally> {
    fn new() -> Self {
        Self::default()
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        self.with(critical);
    }
}

impl<R: RawLock + Initial + Sync> Lock for Mutex<Tally, R> {
    fn new() -> Self {
        Mutex::from_raw(initial!(R), Tally::default())
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        critical(&mut self.lock());
    }
}

impl Lock for spin::mutex::TicketMutex<Tally> {
    fn new() -> Self {
        Self::default()
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        critical(&mut self.lock());
    }
}

impl Lock for spin::mutex::SpinMutex<Tally> {
    fn new() -> Self {
        Self::default()
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        critical(&mut self.lock());
    }
}

impl Lock for mcslock::raw::spins::Mutex<Tally> {
    fn new() -> Self {
        Self::new(Tally::default())
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        // A node on the stack, uninitialized until the lock writes it.
        let mut node = mcslock::raw::MutexNode::new();
        self.lock_with_then(&mut node, critical);
    }
}

/// mcslock's lock with its node hidden from the caller, as Latchwork's are: it
/// is found through a thread-local variable, and re-entrance panics.
struct McslockLocal(mcslock::raw::spins::Mutex<Tally>);

mcslock::thread_local_node! {
    static NODE;
}

impl Lock for McslockLocal {
    fn new() -> Self {
        Self(Lock::new())
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        self.0.lock_with_local_then(&NODE, critical);
    }
}

impl Lock for parking_lot::Mutex<Tally> {
    fn new() -> Self {
        Self::default()
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        critical(&mut self.lock());
    }
}

impl Lock for std::sync::Mutex<Tally> {
    fn new() -> Self {
        Self::default()
    }

    #[inline(always)]
    fn with(&self, critical: impl FnOnce(&mut Tally)) {
        critical(&mut self.lock().expect("no bench panics while it holds a lock"));
    }
}

/// The MCS lock on a machine with one CPU, whose index the compiler knows.
struct OneCpu {
    mutex: Mutex<Tally, McsLock<Zero, 1>>,
    not_sync: PhantomData<core::cell::Cell<()>>,
}

struct Zero;

// SAFETY: `OneCpu` is the only one to use it, and is `!Sync`: one thread at a
// time reaches the lock.
unsafe impl CurrentCpu for Zero {
    #[inline(always)]
    fn current() -> usize {
        0
    }
}

impl Lap for OneCpu {
    fn new() -> Self {
        Self {
            mutex: Mutex::default(),
            not_sync: PhantomData,
        }
    }

    #[inline(always)]
    fn lap(&self) {
        self.mutex.lock().acquisitions += 1;
    }
}
