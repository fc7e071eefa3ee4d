//! The lock.
//!
//! A queue as that of an MCS lock, and beside it those that are set aside. CPUs 0 and 2 are
//! of one node, 1 and 3 of another; CPU 0 holds the lock and hands it on:
//!
//! ```text
//!                        queue       aside
//!     CPU 0 holds        0 1 3 2
//!       the first of its node is 2: those before it are set aside
//!     CPU 2 holds        2           1 3
//!       nobody is behind it: those that are aside are the queue
//!     CPU 1 holds        1 3
//! ```
//!
//! Only the holder reads and changes who is aside, so that is handed on with the lock, in
//! the word that the next one polls.

use crate::NumaNode;
use crate::aside::{Aside, MAX_COUNT, MAX_CPUS, NOBODY, WAITING};
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, AtomicU64, WaitUntil, array, const_fn, impl_initial};
use latchwork_lock::author::{LockEvent, Log, Order};
use latchwork_lock::{RawLock, Relax, SpinHint};

/// A queue lock that is handed on within a NUMA node while somebody there waits (Dice and
/// Kogan, EuroSys 2019), its places being part of the lock and named by the CPU's index.
///
/// Whoever releases looks for the first in the queue that is of its own node, and sets
/// aside those before it; after `LOCAL` hand-offs in a row that have passed somebody, or
/// when nobody of its node is found, those aside come first again. If nobody is aside, and
/// nobody of its node is found, nobody looks again for `LOCAL` hand-offs.
///
/// - **Order of service:** of arrival, but for those that are set aside. Of N CPUs at most
///   (N − 1)(`LOCAL` + 1) acquire between a CPU's arrival (the swap of the tail) and its own
///   acquisition: those aside, and behind them the queue, are in order of arrival, and of
///   any `LOCAL` + 1 hand-offs in a row one is to the first of all.
/// - **Waiting:** on a word that nobody else polls; `R` says what a CPU does between polls.
/// - **Cost:** alone, one read-modify-write to acquire and one to release. With waiters a
///   hand-off moves the lines that it moves in an MCS lock, and one for each CPU that is
///   looked at in vain: none if the next in the queue is of the node, N − 2 at most.
/// - **Size:** two cache lines a CPU, and two more.
/// - **Limit:** `CPUS` is 1 to 65,535, and `LOCAL` 1 to 2³¹ − 1: any other does not compile. It needs
///   atomics of 64 bits.
/// - **Re-entry:** `lock`, by the CPU that holds it or waits for it, panics; where the CPU
///   that comes next has not linked yet, it waits for ever. It never lets anybody in.
/// - **Panics:** `lock` and `try_lock`, if the CPU's index is not below `CPUS`; `lock`, on
///   re-entry.
/// - **Interrupts:** `try_lock` and `unlock` may be called in a handler; `lock` only if no
///   holder or waiter can be interrupted by it: that is a re-entry.
///
/// A guard must be dropped on the CPU that acquired, and is `!Send`.
pub struct CnaLock<C, const CPUS: usize, const LOCAL: u32 = 2048, R = SpinHint> {
    /// The last in the queue.
    tail: CachePadded<AtomicU32>,
    nodes: [CachePadded<Node>; CPUS],
    log: Log<LockEvent>,
    policy: PhantomData<fn() -> (C, R)>,
}

/// A CPU's place in the queue. It is named by the CPU's index plus one.
///
/// Outside the queue `next` is nobody, and `grant` is not [`WAITING`]: whoever uses a node
/// leaves it so, and needs not prepare it.
struct Node {
    /// Who is behind, once that has linked.
    next: AtomicU32,
    /// [`WAITING`], set by its CPU before it links; or who was set aside when the lock was
    /// handed on to it.
    grant: AtomicU64,
}

/// A node in the queue. It is `!Send`: its CPU must wait.
#[derive(Debug)]
pub struct CnaPlace {
    name: u32,
    /// Nobody was in the queue before it.
    first: bool,
    not_send: PhantomData<*mut ()>,
}

/// The node that holds the lock. It is `!Send`: its CPU must release it.
#[derive(Debug)]
pub struct CnaToken {
    name: u32,
    pub(crate) aside: Aside,
    not_send: PhantomData<*mut ()>,
}

impl Node {
    const_fn! {
        fn new() -> Self {
            Self {
                next: AtomicU32::new(NOBODY),
                grant: AtomicU64::new(Aside::NOBODY.bits()),
            }
        }
    }
}

impl<C, const CPUS: usize, const LOCAL: u32, R> CnaLock<C, CPUS, LOCAL, R> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            const {
                assert!(
                    0 < CPUS && CPUS <= MAX_CPUS && 0 < LOCAL && LOCAL <= MAX_COUNT,
                    "a CNA lock has room for 1 to 65,535 CPUs, and passes 1 to 2³¹ - 1 times"
                );
            }
            Self {
                tail: CachePadded::new(AtomicU32::new(NOBODY)),
                nodes: array![CachePadded::new(Node::new()); CPUS],
                log: Log::new(),
                policy: PhantomData,
            }
        }
    }

    /// The node that is named `name`.
    fn node(&self, name: u32) -> &Node {
        &self.nodes[name as usize - 1]
    }

    /// Hands the lock on to `name`, with who is set aside.
    fn hand_on(&self, name: u32, aside: Aside) {
        // Release: pairs with the Acquire of the wait; without it the next holder might not
        // see what this one wrote, the links of those aside included.
        self.node(name).grant.store(aside.bits(), Release);
        self.log.append(LockEvent::Release);
    }
}

impl<C: NumaNode, const CPUS: usize, const LOCAL: u32, R> CnaLock<C, CPUS, LOCAL, R> {
    /// This CPU's node, and its name.
    fn own_node(&self) -> (u32, &Node) {
        let cpu = C::current();
        match self.nodes.get(cpu) {
            Some(node) => (cpu as u32 + 1, node),
            None => no_such_cpu(cpu, CPUS),
        }
    }

    /// Whom the holder `name` hands the lock on to, and who is set aside then. `next` is
    /// behind it.
    fn successor(&self, name: u32, next: u32, aside: Aside) -> (u32, Aside) {
        let search = match aside {
            Aside::Nobody { rest } => rest == 0,
            Aside::Queue { passed, .. } => passed < LOCAL,
        };
        let found = if search { self.near(name, next) } else { None };
        match (found, aside) {
            (Some((near, NOBODY)), _) => (near, aside.passed()),
            (Some((near, last)), _) => (near, self.set_aside(next, last, aside).passed()),
            // Nobody is of the node: the next search is not before `LOCAL` hand-offs.
            (None, Aside::Nobody { .. }) if search => (next, Aside::Nobody { rest: LOCAL }),
            (None, Aside::Nobody { rest }) => (next, Aside::Nobody { rest: rest - 1 }),
            (None, Aside::Queue { first, last, .. }) => {
                // Relaxed: the hand-off publishes it.
                self.node(last).next.store(next, Relaxed);
                (first, Aside::NOBODY)
            }
        }
    }

    /// The first in the queue from `next` on that is of the node of `name`, and whoever is
    /// right before it, or nobody.
    fn near(&self, name: u32, next: u32) -> Option<(u32, u32)> {
        let node_of = |name: u32| C::node(name as usize - 1);
        let home = node_of(name);
        let (mut before, mut found) = (NOBODY, next);
        while node_of(found) != home {
            // Acquire: pairs with the Release of the link; without it the grant might come
            // before the `WAITING` of who has linked, which would wait for ever.
            let behind = self.node(found).next.load(Acquire);
            if behind == NOBODY {
                return None;
            }
            (before, found) = (found, behind);
        }
        Some((found, before))
    }

    /// Sets those from `next` to `last` aside, behind those that are.
    fn set_aside(&self, next: u32, last: u32, aside: Aside) -> Aside {
        // Relaxed, both: the hand-off publishes them. Whoever was behind has linked, so
        // nobody else writes here until these are last in the queue again.
        self.node(last).next.store(NOBODY, Relaxed);
        let (first, passed) = match aside {
            Aside::Nobody { .. } => (next, 0),
            Aside::Queue {
                first,
                last,
                passed,
            } => {
                self.node(last).next.store(next, Relaxed);
                (first, passed)
            }
        };
        Aside::Queue {
            first,
            last,
            passed,
        }
    }
}

#[cold]
#[inline(never)]
fn no_such_cpu(cpu: usize, cpus: usize) -> ! {
    panic!("CPU {cpu} uses a CNA lock made for {cpus} CPUs, numbered from 0");
}

#[cold]
#[inline(never)]
fn reentered(name: u32) -> ! {
    panic!(
        "CPU {} already holds this CNA lock or waits for it",
        name - 1
    );
}

impl_initial! {
    impl[C, const CPUS: usize, const LOCAL: u32, R] CnaLock<C, CPUS, LOCAL, R> = Self::new()
}

// SAFETY: the swaps and exchanges of `tail` put all acquisitions in one order. One that
// swaps NOBODY out has the lock, and NOBODY is only there initially and after a release with
// nobody in the queue or aside; any other waits for its node's grant. So there is one right
// to be inside, and it is in one place: in `tail` being NOBODY, in one token, or in one
// grant that has not been seen. `unlock` consumes a token and moves the right to exactly one
// of the others. A grant lets in one caller, because one waits for it: `arrive` refuses a
// node that is in the queue, and `CurrentCpu` promises that calls with one index follow each
// other. Links and who is aside decide who is next, never how many: whoever is named by them
// waits, since only its grant takes it out. Release and Acquire meet on `tail` or on the
// grant, whichever carries the right.
unsafe impl<C: NumaNode, const CPUS: usize, const LOCAL: u32, R: Relax> RawLock
    for CnaLock<C, CPUS, LOCAL, R>
{
    type Place = CnaPlace;
    type Token = CnaToken;

    const ORDER: Order = Order::Bounded(LOCAL as usize + 1);

    #[inline]
    unsafe fn arrive(&self) -> CnaPlace {
        let (name, node) = self.own_node();
        // Relaxed, both: outside the queue only its own CPU writes its node.
        if node.next.load(Relaxed) != NOBODY || node.grant.load(Relaxed) == WAITING {
            reentered(name);
        }
        // Acquire: pairs with the Release of the exchange in `unlock`, so that the caller
        // sees what the last holder wrote; and with the Release of the predecessor's swap or
        // of an exchange that made it the last, so that its `next` being NOBODY comes before
        // our link, and does not overwrite it.
        // Release: pairs with the Acquire of the successor's swap, for our own `next`.
        let predecessor = self.tail.swap(name, AcqRel);
        self.log.append(LockEvent::Arrive);
        if predecessor == name {
            // The swap has changed nothing.
            reentered(name);
        }
        if predecessor != NOBODY {
            // Relaxed: the link below publishes it.
            node.grant.store(WAITING, Relaxed);
            // Release: pairs with the Acquire loads of `next`; without it the grant might
            // come before `WAITING`, and this CPU would wait for ever.
            self.node(predecessor).next.store(name, Release);
        }
        CnaPlace {
            name,
            first: predecessor == NOBODY,
            not_send: PhantomData,
        }
    }

    #[inline]
    unsafe fn wait(&self, CnaPlace { name, first, .. }: CnaPlace) -> CnaToken {
        let aside = if first {
            Aside::NOBODY
        } else {
            let grant = &self.node(name).grant;
            // Acquire: pairs with the Release store of the grant; without it the caller
            // might not see what the previous holder wrote.
            Aside::of(grant.wait_until::<R>(Acquire, |grant| grant != WAITING))
        };
        self.log.append(LockEvent::Acquire);
        CnaToken {
            name,
            aside,
            not_send: PhantomData,
        }
    }

    #[inline]
    fn try_lock(&self) -> Option<CnaToken> {
        let (name, _) = self.own_node();
        let acquired = self
            .tail
            // Acquire: pairs with the Release of the exchange in `unlock`, so that the
            // caller sees what the last holder wrote. Not Release: our own `next` being
            // NOBODY happens before that exchange, whose release sequence this continues.
            // Relaxed on failure: nothing is read on the strength of it.
            .compare_exchange(NOBODY, name, Acquire, Relaxed)
            .is_ok();
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired.then_some(CnaToken {
            name,
            aside: Aside::NOBODY,
            not_send: PhantomData,
        })
    }

    #[inline]
    unsafe fn unlock(&self, CnaToken { name, aside, .. }: CnaToken) {
        let node = self.node(name);
        // Acquire: pairs with the Release of the link; without it the grant might come
        // before the `WAITING` of who has linked, which would wait for ever.
        let mut next = node.next.load(Acquire);
        if next == NOBODY {
            // Those aside are the queue, if there are any.
            let (first_aside, last_aside) = aside.ends();
            let last = self
                .tail
                // Release: pairs with the Acquire of the next swap or exchange; without it
                // the next holder might not see what this one wrote, and who arrives might
                // link before the last one's `next` is NOBODY. Relaxed on failure: somebody
                // has swapped, and its link is awaited.
                .compare_exchange(name, last_aside, Release, Relaxed)
                .is_ok();
            match (last, first_aside) {
                (true, NOBODY) => return self.log.append(LockEvent::Release),
                (true, first) => return self.hand_on(first, Aside::NOBODY),
                (false, _) => {}
            }
            // Acquire: as for the load above.
            next = node.next.wait_until::<R>(Acquire, |next| next != NOBODY);
        }
        // Relaxed: before the next link can come, this CPU swaps the tail, with Release.
        node.next.store(NOBODY, Relaxed);
        let (successor, aside) = self.successor(name, next, aside);
        self.hand_on(successor, aside);
    }

    fn has_place(&self) -> bool {
        C::current() < CPUS
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics, nothing is read on the strength of it.
        self.tail.load(Relaxed) != NOBODY
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

impl<C, const CPUS: usize, const LOCAL: u32, R> Default for CnaLock<C, CPUS, LOCAL, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const CPUS: usize, const LOCAL: u32, R> Debug for CnaLock<C, CPUS, LOCAL, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CnaLock")
            .field("cpus", &CPUS)
            // Relaxed: a snapshot for people.
            .field("tail", &self.tail.load(Relaxed))
            .finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod tests {
    use super::*;
    use latchwork_lock::{CurrentCpu, Mutex};
    use std::cell::Cell;
    use std::collections::VecDeque;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    std::thread_local! {
        static CPU: Cell<usize> = const { Cell::new(0) };
    }

    /// The CPU that the test's only thread plays.
    struct Played;

    // SAFETY: each test uses a lock of its own, from one thread.
    unsafe impl CurrentCpu for Played {
        fn current() -> usize {
            CPU.get()
        }
    }

    impl NumaNode for Played {
        fn node(cpu: usize) -> usize {
            cpu % 2
        }
    }

    /// How many CPUs there are.
    const CPUS: usize = 5;

    /// What the lock does, in two queues.
    #[derive(Default)]
    struct Expected {
        queue: VecDeque<usize>,
        aside: VecDeque<usize>,
        passed: u32,
        rest: u32,
    }

    impl Expected {
        /// Who is next once `holder` releases.
        fn next(&mut self, holder: usize, local: u32) -> Option<usize> {
            let near = |cpu: &usize| cpu % 2 == holder % 2;
            let first = self.queue.iter().position(near);
            if self.rest > 0 {
                self.rest -= 1;
            } else if let (Some(place), true) = (first, self.passed < local) {
                self.aside.extend(self.queue.drain(..place));
                self.passed += u32::from(!self.aside.is_empty());
            } else if self.aside.is_empty() {
                self.rest = local;
            } else {
                self.aside.append(&mut self.queue);
                std::mem::swap(&mut self.aside, &mut self.queue);
                self.passed = 0;
            }
            if self.queue.is_empty() {
                *self = Self::default();
            }
            self.queue.pop_front()
        }
    }

    /// Has CPUs arrive and release as `draw` says, each of which is served as expected; the
    /// most acquisitions that passed one is the result.
    fn most_passed<const LOCAL: u32>(mut draw: impl FnMut(usize) -> usize) -> usize {
        let lock = CnaLock::<Played, CPUS, LOCAL>::new();
        let mut expected = Expected::default();
        let mut places = [const { None }; CPUS];
        let mut waited = [0; CPUS];
        let (mut holder, mut most) = (None::<CnaToken>, 0);
        for _ in 0..300 {
            let cpu = draw(CPUS);
            CPU.set(cpu);
            let holding = holder.as_ref().map(|token| token.name as usize - 1);
            if holding == Some(cpu) {
                let token = holder.take().expect("it holds");
                // SAFETY: the token comes from this lock, which protects nothing.
                unsafe { lock.unlock(token) };
                let next = expected.next(cpu, LOCAL);
                let granted = (0..CPUS).filter(|&cpu| {
                    // Relaxed: one thread.
                    places[cpu].is_some() && lock.nodes[cpu].grant.load(Relaxed) != WAITING
                });
                assert_eq!(granted.collect::<Vec<_>>(), Vec::from_iter(next));
                let Some(next) = next else {
                    assert!(!lock.is_locked());
                    continue;
                };
                CPU.set(next);
                let place = places[next].take().expect("it waits");
                // SAFETY: the place comes from this lock, on this CPU.
                holder = Some(unsafe { lock.wait(place) });
                most = most.max(waited[next]);
                waited.iter_mut().for_each(|passed| *passed += 1);
            } else if places[cpu].is_none() {
                assert_eq!(lock.is_locked(), holder.is_some());
                // SAFETY: it is waited with, or this is the end.
                let place = unsafe { lock.arrive() };
                waited[cpu] = 0;
                if holding.is_none() {
                    assert!(place.first);
                    // SAFETY: the place comes from this lock, on this CPU.
                    holder = Some(unsafe { lock.wait(place) });
                } else {
                    assert!(lock.try_lock().is_none());
                    expected.queue.push_back(cpu);
                    places[cpu] = Some(place);
                }
            }
        }
        most
    }

    /// The most acquisitions that passed one, over many draws.
    fn most<const LOCAL: u32>() -> usize {
        let one = |seed: u64| {
            let mut state = seed;
            most_passed::<LOCAL>(move |choices| {
                // Knuth, MMIX.
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as usize % choices
            })
        };
        (0..300).map(one).max().expect("there are some")
    }

    fn bound<const LOCAL: u32>() -> usize {
        let order = <CnaLock<Played, CPUS, LOCAL> as RawLock>::ORDER;
        order.bypass(CPUS).expect("it is bounded")
    }

    #[test]
    fn cpus_are_served_as_the_two_queues_say_and_passed_no_more_than_stated() {
        assert!(most::<1>() <= bound::<1>());
        assert!(most::<2>() <= bound::<2>());
        // Known-bad twin: one that hands on locally for as long as it can.
        assert!(most::<MAX_COUNT>() > bound::<2>());
    }

    #[test]
    fn whoever_holds_it_cannot_take_it_again() {
        static HELD: Mutex<u32, CnaLock<Played, 1>> = Mutex::new(0);
        let guard = HELD.lock();
        assert!(HELD.try_lock().is_none());
        assert!(catch_unwind(|| drop(HELD.lock())).is_err());
        drop(guard);
        assert!(!HELD.is_locked());
        assert!(HELD.try_lock().is_some());
    }

    #[test]
    fn a_cpu_beyond_the_last_is_refused() {
        let small = CnaLock::<Played, 1>::new();
        CPU.set(1);
        assert!(!small.has_place());
        let refused = catch_unwind(AssertUnwindSafe(|| small.lock()));
        assert!(refused.is_err());
    }
}
