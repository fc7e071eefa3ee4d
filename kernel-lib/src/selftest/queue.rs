//! A queue that CPUs share loses nothing, gives nothing twice, and keeps order.

use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicU64, AtomicUsize, Initial};
use latchwork_lock::RawLock;
use latchwork_sched::Queue;

use super::verdict::ensure;
use super::{Locks, On, SelfTest, Verdict};
use crate::together::together;
use crate::{MAX_CPUS, Machine};

/// The queue of `latchwork-sched` over every lock: nothing is lost, nothing comes twice,
/// and what one CPU has put comes out in order.
#[derive(Debug)]
pub enum SharedQueues {}

impl SelfTest for SharedQueues {
    const NAME: &'static str = "queue";
    const LOCKS: Locks = Locks::Every;
}

impl<R: RawLock + Initial + Sync> On<R> for SharedQueues {
    fn run(machine: &dyn Machine, times: u64) -> Verdict {
        queue::<Queue<u64, CAPACITY, R>>(machine, times)
    }
}

/// Places of the queues that are tested: few, so that they are often full.
const CAPACITY: usize = 8;

/// How many values each CPU puts in a round: a bit of a word for each.
const VALUES: u32 = u64::BITS;

/// First in, first out, over all CPUs.
///
/// A test that lets a broken queue fail brings its own.
pub trait SharedQueue: Initial + Sync {
    /// Puts a value at the end; whether there was room for it.
    fn put(&self, value: u64) -> bool;

    /// Takes the value at the front, if there is one.
    fn take(&self) -> Option<u64>;
}

impl<R: RawLock + Initial + Sync> SharedQueue for Queue<u64, CAPACITY, R> {
    fn put(&self, value: u64) -> bool {
        self.enqueue(value).is_ok()
    }

    fn take(&self) -> Option<u64> {
        self.dequeue()
    }
}

/// Lets every CPU put at least `count` values into one queue and take values out
/// of it, which makes it full and empty by turns: every value comes out exactly
/// once, and those of one CPU in the order in which it has put them.
///
/// It does not end if the queue refuses a value while it is empty.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs.
pub fn queue<Q: SharedQueue>(machine: &dyn Machine, count: u64) -> Verdict {
    for _ in 0..count.div_ceil(u64::from(VALUES)) {
        round::<Q>(machine)?;
    }
    Ok(())
}

/// What has come out of the queue in a round.
struct Seen {
    /// By CPU that put it, a bit for each value that came out.
    out: [AtomicU64; MAX_CPUS],
    /// Values that came out again.
    twice: AtomicUsize,
    /// Values that came out after a later one of the same CPU.
    late: AtomicUsize,
    /// Values that nobody has put.
    foreign: AtomicUsize,
}

impl Seen {
    fn new() -> Self {
        Self {
            out: [const { AtomicU64::new(0) }; MAX_CPUS],
            twice: AtomicUsize::new(0),
            late: AtomicUsize::new(0),
            foreign: AtomicUsize::new(0),
        }
    }

    /// Notes a value. `own` are those that the calling CPU has taken before, by
    /// the CPU that put them.
    fn note(&self, value: u64, own: &mut [u64; MAX_CPUS], cpus: usize) {
        let (cpu, place) = (value / u64::from(VALUES), value % u64::from(VALUES));
        let cpu = cpu as usize;
        // Relaxed, all: they are counts and sets, read when all CPUs have ended.
        if cpu >= cpus {
            self.foreign.fetch_add(1, Relaxed);
            return;
        }
        let bit = 1 << place;
        if self.out[cpu].fetch_or(bit, Relaxed) & bit != 0 {
            self.twice.fetch_add(1, Relaxed);
        }
        // Those that are above it.
        if own[cpu] & !(bit | (bit - 1)) != 0 {
            self.late.fetch_add(1, Relaxed);
        }
        own[cpu] |= bit;
    }
}

fn round<Q: SharedQueue>(machine: &dyn Machine) -> Verdict {
    let cpus = machine.cpus();
    let queue = Q::INITIAL;
    let seen = Seen::new();
    together(machine, cpus, &|cpu| {
        let mut own = [0; MAX_CPUS];
        let mut take = || {
            if let Some(value) = queue.take() {
                seen.note(value, &mut own, cpus);
            }
        };
        for place in 0..VALUES {
            let value = cpu as u64 * u64::from(VALUES) + u64::from(place);
            while !queue.put(value) {
                take();
            }
            // By turns it fills up and empties.
            if place as usize / CAPACITY % 2 == 1 {
                take();
                take();
            }
        }
    });
    // What is left was put after everything that has been taken.
    let mut own = seen.out.each_ref().map(|out| out.load(Relaxed));
    // More than there are places: a queue that gives without end.
    for _ in 0..=CAPACITY {
        let Some(value) = queue.take() else { break };
        seen.note(value, &mut own, cpus);
    }

    let foreign = seen.foreign.into_inner();
    ensure!(
        foreign == 0,
        "{foreign} values came out that no CPU had put"
    );
    let twice = seen.twice.into_inner();
    ensure!(
        twice == 0,
        "{twice} values came out a second time, of {VALUES} from each of {cpus} CPUs"
    );
    for (cpu, out) in seen.out.into_iter().take(cpus).enumerate() {
        let out = out.into_inner().count_ones();
        ensure!(
            out == VALUES,
            "CPU {cpu} put {VALUES} values and {out} came out"
        );
    }
    let late = seen.late.into_inner();
    ensure!(
        late == 0,
        "{late} values came out after one that the same CPU had put later"
    );
    Ok(())
}

#[cfg(test)]
pub(super) mod tests;
