//! The lock.

use crate::node::{Joining, MAX_NODES, Turn};
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, WaitUntil, array, const_fn, impl_initial};
use latchwork_lock::author::{HandOff, LockEvent, Log, Order};
use latchwork_lock::{CurrentCpu, RawLock, Relax, SpinHint};

/// A queue in which each waiter polls the node of the one before it (Craig,
/// University of Washington TR 93-02-02, 1993; Magnusson, Landin and Hagersten,
/// IPPS 1994), the nodes being part of the lock and named by an index.
///
/// There is a node for each CPU, and one more. Whoever joins the queue does so
/// with the node that its CPU owns; whoever leaves it takes over the node of the
/// one before, which nobody else looks at any more, and leaves its own behind
/// for the next.
///
/// - **Order of service:** of arrival. Of N CPUs at most N − 1 acquire between
///   a CPU's arrival (the swap of the tail) and its own acquisition.
/// - **Waiting:** on a node that nobody else polls; `R` says what a CPU does
///   between polls. After a hand-over the node changes hands, so a CPU does not always
///   wait in the same place: where that place is far away (NUMA), MCS is better.
/// - **Cost:** two read-modify-writes to acquire, one of them on a line that no
///   other CPU touches; none to release, which never waits.
/// - **Size:** two cache lines a CPU, and two more.
/// - **Limit:** `CPUS` CPUs, at most 4,095.
/// - **Re-entry:** `lock`, by the CPU that holds it or waits for it, panics.
/// - **Panics:** `lock` and `try_lock`, if the CPU's index is not below `CPUS`; under loom
///   `new`, elsewhere the compiler, if `CPUS` is above the limit.
/// - **Interrupts:** `try_lock` and `unlock` may be called in a handler; `lock`
///   only if no holder or waiter can be interrupted by it, or else it panics.
///
/// A guard must be dropped on the CPU that acquired, and is `!Send`. `try_lock`
/// waits if its view of the tail outlives 2¹⁹ joinings with the node it saw.
pub struct ClhLock<C, const CPUS: usize, R = SpinHint> {
    /// The last joining.
    tail: CachePadded<AtomicU32>,
    /// The [`Turn`] of each node; that of the last is in `spare`.
    nodes: [CachePadded<AtomicU32>; CPUS],
    spare: CachePadded<AtomicU32>,
    /// For each CPU, the node that it owns: its name plus [`NAMED`]; or
    /// [`ITS_OWN`], or [`NONE`].
    owned: [CachePadded<AtomicU32>; CPUS],
    log: Log<LockEvent>,
    policy: PhantomData<fn() -> (C, R)>,
}

/// The CPU owns the node with its own number.
const ITS_OWN: u32 = 0;
/// The CPU owns no node: it is in the queue with it.
const NONE: u32 = 1;
/// What the name of any other node begins with.
const NAMED: u32 = 2;

/// A place in the queue. It is `!Send`: its CPU must wait.
#[derive(Debug)]
pub struct ClhPlace {
    pub(crate) cpu: usize,
    /// The node that the CPU has joined with, and its turn since.
    pub(crate) node: u32,
    pub(crate) turn: Turn,
    /// The node of the one before.
    pub(crate) predecessor: u32,
    not_send: PhantomData<*mut ()>,
}

/// The head of the queue, which holds the lock. It is `!Send`: its CPU must
/// release it.
#[derive(Debug)]
pub struct ClhToken(pub(crate) ClhPlace);

impl<C, const CPUS: usize, R> ClhLock<C, CPUS, R> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            const {
                assert!(
                    0 < CPUS && CPUS < MAX_NODES,
                    "a CLH lock has room for 1 to 4,095 CPUs"
                );
            }
            let free = Turn(0);
            Self {
                tail: CachePadded::new(AtomicU32::new(Joining::new(CPUS as u32, free).0)),
                nodes: array![CachePadded::new(AtomicU32::new(0)); CPUS],
                spare: CachePadded::new(AtomicU32::new(free.0)),
                owned: array![CachePadded::new(AtomicU32::new(ITS_OWN)); CPUS],
                log: Log::new(),
                policy: PhantomData,
            }
        }
    }

    /// The node that is named `name`.
    fn node(&self, name: u32) -> &AtomicU32 {
        self.nodes.get(name as usize).unwrap_or(&self.spare)
    }
}

impl<C: CurrentCpu, const CPUS: usize, R: Relax> ClhLock<C, CPUS, R> {
    /// Takes the node that this CPU owns from it, if it owns one.
    fn take_node(&self) -> Option<(usize, u32)> {
        let cpu = C::current();
        let Some(owned) = self.owned.get(cpu) else {
            no_such_cpu(cpu, CPUS)
        };
        // Relaxed: only this CPU's calls use it, each of which happens before
        // the next. A swap, so that a handler that interrupts this call either
        // has come and gone before it, or finds NONE.
        let name = match owned.swap(NONE, Relaxed) {
            NONE => return None,
            ITS_OWN => cpu as u32,
            named => named - NAMED,
        };
        Some((cpu, name))
    }

    /// Gives the node `name` to `cpu`, which owns none.
    fn give_node(&self, cpu: usize, name: u32) {
        // Relaxed: as for the swap in `take_node`.
        self.owned[cpu].store(name + NAMED, Relaxed);
    }

    /// The turn of a node that this CPU owns.
    fn turn(&self, name: u32) -> Turn {
        // Relaxed: whoever owned the node before released it, and this CPU has
        // seen that (the wait's Acquire).
        Turn(self.node(name).load(Relaxed))
    }
}

#[cold]
#[inline(never)]
fn no_such_cpu(cpu: usize, cpus: usize) -> ! {
    panic!("CPU {cpu} uses a CLH lock made for {cpus} CPUs, numbered from 0");
}

#[cold]
#[inline(never)]
fn reentered(cpu: usize) -> ! {
    panic!("CPU {cpu} already holds this CLH lock or waits for it");
}

impl_initial! { impl[C, const CPUS: usize, R] ClhLock<C, CPUS, R> = Self::new() }

// SAFETY: each node is in one place: owned by a CPU; or in the queue, and then
// named by the tail or by the place or token of the one behind it. A node that
// is owned is taken out by the one call that swaps it (`take_node`), and put into
// the queue by one swap or exchange of the tail, so the joinings are in one
// order. A joining's turn is odd until its token is consumed by `unlock`, which
// alone changes it. Whoever joins waits until the turn of the one before it is
// even: so it gets in once all before it have left, and nobody behind it does
// until it leaves. It owns the node of the one before it only when it leaves:
// until then nobody joins with that node. A place or token that is forgotten
// keeps its turn odd for ever. Nothing refers to an address, so the lock may move.
// `unlock` stores a turn with Release, and the next one's wait reads it with
// Acquire.
unsafe impl<C: CurrentCpu, const CPUS: usize, R: Relax> RawLock for ClhLock<C, CPUS, R> {
    type Place = ClhPlace;
    type Token = ClhToken;

    const ORDER: Order = Order::Fifo;

    // A poll takes two steps, to come back from the one that failed and to load;
    // the release is a store.
    const HAND_OFF: Option<HandOff> = Some(HandOff {
        acquire: 2,
        release: 1,
    });

    #[inline]
    unsafe fn arrive(&self) -> ClhPlace {
        let Some((cpu, node)) = self.take_node() else {
            reentered(C::current())
        };
        let turn = self.turn(node).next();
        // Relaxed: the swap below publishes it.
        self.node(node).store(turn.0, Relaxed);
        // Release: pairs with the Acquire of the successor's swap, so that it
        // polls our turn or a later one; without it, it might read the even one
        // before, and come in beside us.
        // Acquire: pairs with the Release of the predecessor's swap, for the
        // same reason the other way round.
        let last = self.tail.swap(Joining::new(node, turn).0, AcqRel);
        self.log.append(LockEvent::Arrive);
        ClhPlace {
            cpu,
            node,
            turn,
            predecessor: Joining(last).node(),
            not_send: PhantomData,
        }
    }

    #[inline]
    unsafe fn wait(&self, place: ClhPlace) -> ClhToken {
        // Acquire: pairs with the Release store of the turn in `unlock`; without
        // it the caller might not see what the previous holder wrote.
        self.node(place.predecessor)
            .wait_until::<R>(Acquire, |turn| !Turn(turn).is_taken());
        self.log.append(LockEvent::Acquire);
        ClhToken(place)
    }

    #[inline]
    fn try_lock(&self) -> Option<ClhToken> {
        let Some((cpu, node)) = self.take_node() else {
            self.log.append(LockEvent::TryAcquire(false));
            return None;
        };
        // Acquire: pairs with the Release of the swap or exchange that joined;
        // without it the turn that is read next might be an even one from before
        // that joining, and the exchange would succeed beside the holder.
        let last = Joining(self.tail.load(Acquire));
        let predecessor = last.node();
        // Relaxed: whether it is worth trying; the poll below synchronizes.
        if Turn(self.node(predecessor).load(Relaxed)).is_taken() {
            self.log.append(LockEvent::TryAcquire(false));
            self.give_node(cpu, node);
            return None;
        }
        let free = self.turn(node);
        let turn = free.next();
        // Relaxed: the exchange below publishes it.
        self.node(node).store(turn.0, Relaxed);
        let acquired = self
            .tail
            // Release: as for the swap in `arrive`. Not Acquire: it writes over
            // the joining that the load above has synchronized with. Relaxed on
            // failure: nothing is read on the strength of it.
            .compare_exchange(last.0, Joining::new(node, turn).0, Release, Relaxed)
            .is_ok();
        self.log.append(LockEvent::TryAcquire(acquired));
        if !acquired {
            // Relaxed: nobody waits for a node that has not joined.
            self.node(node).store(free.0, Relaxed);
            self.give_node(cpu, node);
            return None;
        }
        // The joining that was found released is still the last, so the first
        // poll succeeds; unless the node has joined 2¹⁹ times meanwhile: then
        // this is a place as good as any, but somebody may be before it.
        // Acquire: as in `wait`.
        self.node(predecessor)
            .wait_until::<R>(Acquire, |turn| !Turn(turn).is_taken());
        Some(ClhToken(ClhPlace {
            cpu,
            node,
            turn,
            predecessor,
            not_send: PhantomData,
        }))
    }

    #[inline]
    unsafe fn unlock(&self, ClhToken(place): ClhToken) {
        // Release: pairs with the Acquire of the successor's wait, or of the
        // next `try_lock`; without it the next holder might not see what this
        // one wrote.
        self.node(place.node).store(place.turn.next().0, Release);
        self.log.append(LockEvent::Release);
        // Nobody looks at the predecessor's node any more, but somebody may
        // look at ours.
        self.give_node(place.cpu, place.predecessor);
    }

    fn has_place(&self) -> bool {
        C::current() < CPUS
    }

    fn is_locked(&self) -> bool {
        // Relaxed, both: for diagnostics, nothing is read on the strength of them.
        let last = Joining(self.tail.load(Relaxed));
        Turn(self.node(last.node()).load(Relaxed)).is_taken()
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

impl<C, const CPUS: usize, R> Default for ClhLock<C, CPUS, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const CPUS: usize, R> Debug for ClhLock<C, CPUS, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClhLock")
            .field("cpus", &CPUS)
            // Relaxed: a snapshot for people.
            .field("tail", &Joining(self.tail.load(Relaxed)))
            .finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod tests {
    use super::*;
    use latchwork_lock::Mutex;
    use std::panic::catch_unwind;

    struct OneCpu;

    // SAFETY: each test uses a lock of its own, from one thread.
    unsafe impl CurrentCpu for OneCpu {
        fn current() -> usize {
            0
        }
    }

    #[test]
    fn whoever_holds_it_cannot_take_it_again() {
        static HELD: Mutex<u32, ClhLock<OneCpu, 1>> = Mutex::new(0);
        let guard = HELD.lock();
        assert!(HELD.try_lock().is_none());
        assert!(catch_unwind(|| drop(HELD.lock())).is_err());
        drop(guard);
        assert!(!HELD.is_locked());
        assert!(HELD.try_lock().is_some());
    }

    #[test]
    fn a_cpu_beyond_the_last_is_refused() {
        struct SecondCpu;
        // SAFETY: the lock is used from one thread.
        unsafe impl CurrentCpu for SecondCpu {
            fn current() -> usize {
                1
            }
        }
        let small: ClhLock<SecondCpu, 1> = ClhLock::new();
        let refused = catch_unwind(std::panic::AssertUnwindSafe(|| small.lock()));
        assert!(refused.is_err());
    }

    #[test]
    fn turns_may_wrap_in_the_tail() {
        let lock: ClhLock<OneCpu, 1> = ClhLock::new();
        for _ in 0..1 << 21 {
            let token = lock.try_lock().expect("the lock is free");
            // SAFETY: the token comes from this lock, which protects nothing.
            unsafe { lock.unlock(token) };
        }
    }
}
