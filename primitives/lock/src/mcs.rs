//! The MCS lock.
//!
//! A queue of nodes, one a CPU. `tail` names the last; each node names its successor, once
//! that has linked. Nodes 1 and 2 belong to CPUs 0 and 1:
//!
//! ```text
//!     CPU 0, node 1                        CPU 1, node 2                       tail
//!                                                                              nobody
//!     swap tail: nobody was there                                              1
//!     holds the lock
//!                                          swap tail: 1 was there              2
//!     unlock: 1.next is nobody, and
//!       tail is not 1: somebody is
//!       behind, and has not linked yet
//!     waits for 1.next
//!                                          2.waiting := true
//!                                          1.next := 2                (link)
//!                                          waits while 2.waiting
//!     1.next := nobody
//!     2.waiting := false         (hand-off)
//!                                          holds the lock
//!                                          unlock: 2.next is nobody,
//!                                            tail is 2: 2 -> nobody            nobody
//! ```
//!
//! Between the swap and the link the queue is in two pieces. Who releases then must wait
//! for the link (the known-bad twin `ForgetfulMcs` does not): its successor is nowhere
//! else. And the link must come after `waiting := true`, or the hand-off is overwritten.

use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{
    AtomicBool, AtomicU32, Relax, SpinHint, WaitUntil, array, const_fn, impl_initial,
};
use latchwork_cpu::CurrentCpu;
use latchwork_layer::Log;

use crate::event::{HandOff, LockEvent, Order};
use crate::force::ForceUnlock;
use crate::raw::{Doorway, RawLock};

/// A queue in which each waiter polls a place of its own (Mellor-Crummey and
/// Scott, TOCS 9(1), 1991, algorithm 5), the places being part of the lock and
/// named by the CPU's index as in mC2 (Gu et al., OSDI 2016).
///
/// - **Order of service:** of arrival. Of N CPUs at most N − 1 acquire between
///   a CPU's arrival (the swap of the tail) and its own acquisition.
/// - **Bound on waiting:** ((N − 1)(k + 5) + 2) · F steps of the machine from
///   arrival to acquisition, if holders release within k of their steps and every
///   CPU gets one of any F steps. docs/locks.md has what adversaries reach.
/// - **Waiting:** on a flag that nobody else polls; `R` says what a CPU does
///   between polls.
/// - **Cost:** alone, one read-modify-write to acquire and one to release. With
///   any number of waiters a hand-off moves a constant number of lines: to link
///   (1), to find the successor (1), to wake it (1) and to be woken (1).
/// - **Size:** a padded line, and one more a CPU: 128 bytes each on x86-64 and AArch64, 64
///   on RISC-V, 32 on 32-bit Arm, as the newest [`CachePadded`] has it.
/// - **Limit:** `CPUS` CPUs, 1 to 2³² − 1; any other number does not compile:
///
///   ```compile_fail,E0080
///   # struct Boot;
///   # unsafe impl latchwork_lock::CurrentCpu for Boot {
///   #     fn current() -> usize { 0 }
///   # }
///   let lock = latchwork_lock::McsLock::<Boot, { 1 << 33 }>::new();
///   ```
///
///   ```compile_fail,E0080
///   # struct Boot;
///   # unsafe impl latchwork_lock::CurrentCpu for Boot {
///   #     fn current() -> usize { 0 }
///   # }
///   let lock = latchwork_lock::McsLock::<Boot, 0>::new();
///   ```
/// - **Re-entry:** `lock`, by the CPU that holds it or waits for it, panics; where the CPU
///   that comes next has not linked yet, it waits for ever. It never lets anybody in.
/// - **Panics:** `lock` and `try_lock`, if the CPU's index is not below `CPUS`;
///   `lock`, on re-entry. The panic names the line that calls.
/// - **Interrupts:** `try_lock` and `unlock` may be called in a handler; `lock`
///   only if no holder or waiter can be interrupted by it: that is a re-entry. Under a policy
///   it is in force during the whole wait.
/// - **Release without a token:** by [`ForceUnlock`], on the CPU that acquired, whose node
///   it is: the lock keeps no holder's name, and asks [`CurrentCpu`] instead.
/// - **Timeouts:** none. A node in the queue is named by its neighbours, and its CPU cannot
///   take it back without their help.
///
/// A guard must be dropped on the CPU that acquired, and is `!Send`.
pub struct McsLock<C, const CPUS: usize, R = SpinHint> {
    /// The last in the queue.
    tail: CachePadded<AtomicU32>,
    nodes: [CachePadded<Node>; CPUS],
    log: Log<LockEvent>,
    policy: PhantomData<fn() -> (C, R)>,
}

/// A CPU's place in the queue. It is named by the CPU's index plus one.
///
/// Outside the queue, both are as they are initially: whoever uses a node leaves
/// it so, and needs not prepare it.
pub(crate) struct Node {
    /// The successor, once that has linked.
    pub(crate) next: AtomicU32,
    /// Set by its CPU before it links, cleared by its predecessor.
    pub(crate) waiting: AtomicBool,
}

/// The name of no node.
pub(crate) const NOBODY: u32 = 0;

impl Node {
    const_fn! {
        pub(crate) fn new() -> Self {
            Self {
                next: AtomicU32::new(NOBODY),
                waiting: AtomicBool::new(false),
            }
        }
    }
}

/// A node in the queue. It is `!Send`: its CPU must wait.
#[derive(Debug)]
pub struct McsPlace {
    name: u32,
    /// Nobody was in the queue before it.
    first: bool,
    _not_send: PhantomData<NotSend>,
}

/// The node that holds the lock. It is `!Send`: its CPU must release it.
#[derive(Debug)]
pub struct McsToken {
    name: u32,
    _not_send: PhantomData<NotSend>,
}

impl McsToken {
    #[inline(always)]
    fn of(name: u32) -> Self {
        Self {
            name,
            _not_send: PhantomData,
        }
    }
}

#[derive(Debug)]
pub(crate) struct NotSend(#[allow(dead_code)] *mut ());

// SAFETY: nothing can be reached through it.
unsafe impl Sync for NotSend {}

impl<C, const CPUS: usize, R> McsLock<C, CPUS, R> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            const {
                // The name of the last node is CPUS.
                assert!(
                    0 < CPUS && CPUS as u128 <= u32::MAX as u128,
                    "an MCS lock has room for 1 to 2³² - 1 CPUs"
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
    #[inline(always)]
    fn node(&self, name: u32) -> &Node {
        &self.nodes[name as usize - 1]
    }
}

impl<C: CurrentCpu, const CPUS: usize, R: Relax> McsLock<C, CPUS, R> {
    /// This CPU's node, and its name.
    #[inline(always)]
    fn own_node(&self) -> Result<(u32, &Node), Refused> {
        let cpu = C::current();
        match self.nodes.get(cpu) {
            Some(node) => Ok((cpu as u32 + 1, node)),
            None => Err(Refused::NoPlace { cpu, cpus: CPUS }),
        }
    }

    /// Joins the queue.
    // Not in `arrive`: that passes its caller's line on, and checkers name the line of
    // each access.
    #[inline(always)]
    fn join(&self) -> Result<McsPlace, Refused> {
        let (name, node) = self.own_node()?;
        // Relaxed, both: outside the queue only its own CPU writes its node.
        if node.next.load(Relaxed) != NOBODY || node.waiting.load(Relaxed) {
            return Err(Refused::InQueue { name });
        }
        // Acquire: pairs with the Release of the compare-exchange in `unlock`,
        // so that the caller sees what the last holder wrote; and with the
        // Release of the predecessor's swap, so that its last `next = NOBODY`
        // comes before our link, and does not overwrite it.
        // Release: pairs with the Acquire of the successor's swap, for our own
        // `next = NOBODY`.
        let predecessor = self.tail.swap(name, AcqRel);
        self.log.append(LockEvent::Arrive);
        if predecessor != NOBODY {
            if predecessor == name {
                // The swap has changed nothing.
                return Err(Refused::InQueue { name });
            }
            // Relaxed: the link below publishes it.
            node.waiting.store(true, Relaxed);
            // Release: pairs with the Acquire loads of `next` in `unlock`;
            // without it the predecessor might clear `waiting` before it is
            // set, and this CPU would wait for ever.
            self.node(predecessor).next.store(name, Release);
        }
        Ok(McsPlace {
            name,
            // mutant (false): the flag of whoever is first is clear, so it would poll it once.
            first: predecessor == NOBODY,
            _not_send: PhantomData,
        })
    }

    /// Takes the lock if nobody is in the queue.
    #[inline(always)]
    fn attempt(&self, name: u32) -> bool {
        let acquired = self
            .tail
            // Acquire: pairs with the Release of the compare-exchange in
            // `unlock`, so that the caller sees what the last holder wrote. Not
            // Release, unlike the swap in `join`: our own last `next = NOBODY`
            // happens before that compare-exchange, through the hand-offs in
            // between, and this one continues its release sequence, so that a
            // successor's swap synchronizes with it. Relaxed on failure:
            // nothing is read on the strength of it.
            .compare_exchange(NOBODY, name, Acquire, Relaxed)
            .is_ok();
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired
    }
}

/// Why a CPU may not use the lock.
enum Refused {
    /// There are places for `cpus` CPUs, and none for `cpu`.
    NoPlace { cpu: usize, cpus: usize },
    /// The node is in the queue already.
    InQueue { name: u32 },
}

#[cold]
#[inline(never)]
#[track_caller]
fn refuse(refused: Refused) -> ! {
    match refused {
        Refused::NoPlace { cpu, cpus } => {
            panic!("CPU {cpu} uses an MCS lock made for {cpus} CPUs, numbered from 0")
        }
        Refused::InQueue { name } => panic!(
            "CPU {} already holds this MCS lock or waits for it",
            name - 1
        ),
    }
}

impl_initial! { impl[C, const CPUS: usize, R] McsLock<C, CPUS, R> = Self::new() }

// SAFETY: the swaps of `tail` put all acquisitions in one order. An acquisition
// that swaps NOBODY out has the lock, and NOBODY is only there initially and
// after a release with nobody behind it; any other waits for its node's flag.
// So there is one right to be inside, and it is in one place: in `tail` being
// NOBODY, in one token, or in one flag that has just been cleared. `unlock`
// consumes a token and moves the right to exactly one of the others. A cleared
// flag lets in one caller, because one waits on it: `join` refuses a node that
// waits; `CurrentCpu` promises that calls with one index follow each other; and
// one that interrupts another returns before that goes on, or never. Should an
// interrupted `lock` or `unlock` leave its node to a handler's `lock` half-way,
// the handler waits for what only the interrupted call would do: nobody gets in.
// Release and Acquire meet on `tail` or on the flag, whichever carries the right.
unsafe impl<C: CurrentCpu, const CPUS: usize, R: Relax> RawLock for McsLock<C, CPUS, R> {
    type Place = McsPlace;
    type Token = McsToken;

    const ORDER: Order = Order::Fifo;

    // A poll takes two steps, to come back from the one that failed and to load;
    // the release loads the link, resets it, and stores to the successor.
    const HAND_OFF: Option<HandOff> = Some(HandOff {
        acquire: 2,
        release: 3,
    });

    #[inline]
    #[track_caller]
    unsafe fn arrive(&self) -> McsPlace {
        match self.join() {
            Ok(place) => place,
            Err(refused) => refuse(refused),
        }
    }

    #[inline]
    unsafe fn wait(&self, McsPlace { name, first, .. }: McsPlace) -> McsToken {
        if !first {
            let node = self.node(name);
            // Acquire: pairs with the Release store of `waiting` in `unlock`;
            // without it the caller might not see what the previous holder wrote.
            node.waiting.wait_until::<R>(Acquire, |waiting| !waiting);
        }
        self.log.append(LockEvent::Acquire);
        McsToken::of(name)
    }

    #[inline]
    #[track_caller]
    fn try_lock(&self) -> Option<McsToken> {
        match self.own_node() {
            Ok((name, _)) => self.attempt(name).then(|| McsToken::of(name)),
            Err(refused) => refuse(refused),
        }
    }

    fn has_place(&self) -> bool {
        self.own_node().is_ok()
    }

    #[inline]
    unsafe fn unlock(&self, McsToken { name, .. }: McsToken) {
        let node = self.node(name);
        // Acquire: pairs with the Release of the successor's link; without it
        // the flag that is cleared below might be set afterwards.
        let mut successor = node.next.load(Acquire);
        // mutant (true): with a successor the exchange fails, and its link is there already.
        if successor == NOBODY {
            let last = self
                .tail
                // Release: pairs with the Acquire of the next swap; without it
                // the next holder might not see what this one wrote. Relaxed on
                // failure: a successor has swapped, and its link is awaited.
                .compare_exchange(name, NOBODY, Release, Relaxed)
                .is_ok();
            if last {
                self.log.append(LockEvent::Release);
                return;
            }
            // Acquire: pairs with the Release of the successor's link; without it
            // the flag that is cleared below might be set afterwards.
            successor = node.next.wait_until::<R>(Acquire, |next| next != NOBODY);
        }
        // Relaxed: before the next link can come, this CPU swaps the tail, with
        // Release.
        node.next.store(NOBODY, Relaxed);
        // Release: pairs with the Acquire of the successor's wait; without it
        // the successor might not see what this holder wrote.
        self.node(successor).waiting.store(false, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics, nothing is read on the strength of it.
        self.tail.load(Relaxed) != NOBODY
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

// SAFETY: tokens are `!Send`, so that the caller is on the CPU that acquired, whose node
// holds the lock. A token has no destructor.
unsafe impl<C: CurrentCpu, const CPUS: usize, R: Relax> ForceUnlock for McsLock<C, CPUS, R> {
    #[inline]
    #[track_caller]
    unsafe fn holders_token(&self) -> McsToken {
        match self.own_node() {
            Ok((name, _)) => McsToken::of(name),
            Err(refused) => refuse(refused),
        }
    }
}

impl<C: CurrentCpu, const CPUS: usize, R: Relax> Doorway for McsLock<C, CPUS, R> {
    fn doorway(&self) -> u32 {
        // Relaxed: the number is all that the caller looks at.
        self.tail.load(Relaxed)
    }
}

impl<C, const CPUS: usize, R> Default for McsLock<C, CPUS, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const CPUS: usize, R> Debug for McsLock<C, CPUS, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("McsLock")
            .field("cpus", &CPUS)
            // Relaxed: a snapshot for people.
            .field("tail", &self.tail.load(Relaxed))
            .finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
pub(crate) mod one_cpu {
    use super::*;

    /// CPU 1, for the tests of locks that have a node for each CPU.
    pub(crate) struct Second;
    // SAFETY: the tests have one thread, which uses the place of CPU 1 alone.
    unsafe impl CurrentCpu for Second {
        fn current() -> usize {
            1
        }
    }

    /// A CPU that waits is interrupted when a successor has taken the tail and has not
    /// linked itself yet: the handler finds no trace of it in `next`, nor its own name in
    /// the tail, and must not queue with the node that waits already.
    #[test]
    fn a_node_that_waits_is_not_queued_again_before_its_successor_has_linked() {
        let lock = McsLock::<Second, 3>::new();
        let successor = 3;
        // Relaxed, both: the test has one thread.
        lock.nodes[1].waiting.store(true, Relaxed);
        lock.tail.store(successor, Relaxed);
        assert!(matches!(lock.join(), Err(Refused::InQueue { name: 2 })));
        // Relaxed: one thread.
        assert_eq!(lock.tail.load(Relaxed), successor, "the queue is as it was");
    }
}
