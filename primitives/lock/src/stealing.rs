//! The stealing lock.

use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, Relax, SpinHint, WaitUntil, array, const_fn, impl_initial};
use latchwork_layer::Log;

use crate::event::{LockEvent, Order};
use crate::force::ForceUnlock;
use crate::mcs::{NOBODY, Node, NotSend};
use crate::raw::RawLock;
use latchwork_cpu::CurrentCpu;

/// A queue that whoever comes may pass, `STEALS` times, while its head does not run (the idea
/// is that of Linux's queued spinlock for guests; the queue is that of [`McsLock`]).
///
/// For CPUs that may be descheduled: guests, processes. In an orderly queue all wait for
/// whoever sleeps at its head; here those that run go on without it.
///
/// Whoever waits has a place in the queue, and its head takes the lock. A CPU that comes
/// when the lock is free takes it at once: it *steals* if somebody queues, and for each head
/// there are `STEALS` steals. A head that runs and has polled in vain for a while uses up
/// those that are left, and is next then; so the queue is in order among CPUs that run.
///
/// - **Order of service:** of arrival, but for steals. Of N CPUs at most
///   (N − 1)(`STEALS` + 1) acquire between a CPU's arrival (the exchange that makes it the
///   last in the queue) and its own acquisition: each of those ahead once, and `STEALS` times
///   somebody who steals from it or from the one ahead.
/// - **Waiting:** on a flag that nobody else polls; at the head, on the lock's word. `R` says
///   what a CPU does between polls.
/// - **Cost:** alone, one read-modify-write to acquire and one to release. A hand-off to the
///   head moves the lines that it moves in an MCS lock. An arrival tries again for each other
///   CPU that arrives, acquires or releases meanwhile.
/// - **Size:** a padded line, and one more a CPU, as for [`McsLock`].
/// - **Limit:** `CPUS` is 1 to 4095, and `STEALS` 1 to 2¹⁹ − 1. Any other number does not
///   compile:
///
///   ```compile_fail,E0080
///   # struct Boot;
///   # unsafe impl latchwork_lock::CurrentCpu for Boot {
///   #     fn current() -> usize { 0 }
///   # }
///   let lock = latchwork_lock::StealingLock::<Boot, 4096>::new();
///   ```
///
///   ```compile_fail,E0080
///   # struct Boot;
///   # unsafe impl latchwork_lock::CurrentCpu for Boot {
///   #     fn current() -> usize { 0 }
///   # }
///   # use latchwork_lock::{SpinHint, StealingLock};
///   let lock = StealingLock::<Boot, 4, SpinHint, 0>::new();
///   ```
/// - **Re-entry:** `lock`, by the CPU that holds it, waits for ever; by one that arrives or
///   waits, which is in a handler then, it panics if it has to wait too. It never lets anybody
///   in beside the holder.
/// - **Panics:** `lock`, if the CPU's index is not below `CPUS`, or if the CPU waits already.
///   The panic names the line that calls. `try_lock` and `unlock` do not ask for the CPU.
/// - **Interrupts:** `try_lock` and `unlock` may be called in a handler; `lock` only if no
///   holder or waiter can be interrupted by it.
/// - **Release without a token:** by [`ForceUnlock`], on any CPU, at no cost.
/// - **Timeouts:** none. A node in the queue is named by its neighbours, and its CPU cannot
///   take it back without their help.
///
/// Whoever holds the lock is not in the queue: a guard may be sent, and dropped on any CPU.
///
/// [`McsLock`]: crate::McsLock
pub struct StealingLock<C, const CPUS: usize, R = SpinHint, const STEALS: u32 = 4096> {
    /// Whether somebody holds the lock, how many steals are left, and the last in the queue.
    word: CachePadded<AtomicU32>,
    /// Those who wait; the head's `waiting` is clear. Whoever waits has its own name in `next`
    /// until somebody has linked behind it.
    nodes: [CachePadded<Node>; CPUS],
    log: Log<LockEvent>,
    policy: PhantomData<fn() -> (C, R)>,
}

/// Nobody holds the lock, and nobody queues. Without a queue no steals are left.
const FREE: u32 = 0;

/// Somebody holds the lock.
const LOCKED: u32 = 1;

/// One steal that is left.
const STEAL: u32 = 1 << 1;

/// The bits that count steals.
const LEFT: u32 = TAIL - STEAL;

/// The lowest bit of the name of the last in the queue.
const TAIL: u32 = 1 << 20;

/// A head that has polled so often in vain lets nobody steal from it any more: about as long
/// as a few short critical sections. Fewer, and a head is descheduled more often when only it
/// may take the lock; more, and it is passed more often while it runs.
const PATIENCE: u32 = 256;

/// Whether whoever comes may take the lock.
const fn is_open(word: u32) -> bool {
    !is_held(word) && (word == FREE || word & LEFT != 0)
}

const fn is_held(word: u32) -> bool {
    word & LOCKED != 0
}

/// The name of the last in the queue.
const fn tail(word: u32) -> u32 {
    word / TAIL
}

/// A CPU in the queue, or one that has found the lock free. It is `!Send`: its CPU must
/// wait.
#[derive(Debug)]
pub struct StealingPlace {
    /// Nothing, if the CPU has the lock.
    queued: Option<Queued>,
    _not_send: PhantomData<NotSend>,
}

#[derive(Debug)]
struct Queued {
    name: u32,
    /// Nobody was in the queue before it.
    first: bool,
}

impl<C, const CPUS: usize, R, const STEALS: u32> StealingLock<C, CPUS, R, STEALS> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            const {
                assert!(
                    0 < CPUS && CPUS < 1 << 12 && 0 < STEALS && STEALS <= LEFT / STEAL,
                    "a stealing lock has room for 1 to 4095 CPUs, and for 1 to 2¹⁹ - 1 steals"
                );
            }
            Self {
                word: CachePadded::new(AtomicU32::new(FREE)),
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

    /// The word once `name` is the last in the queue.
    const fn joined(word: u32, name: u32) -> u32 {
        let left = match tail(word) {
            NOBODY => STEALS * STEAL,
            _ => word & LEFT,
        };
        (name * TAIL) | left | (word & LOCKED)
    }

    /// The word once its head, `name`, has taken the lock and left the queue: from the next
    /// head all may be stolen.
    const fn headed(word: u32, name: u32) -> u32 {
        match tail(word) == name {
            true => LOCKED,
            false => (tail(word) * TAIL) | (STEALS * STEAL) | LOCKED,
        }
    }
}

impl<C: CurrentCpu, const CPUS: usize, R: Relax, const STEALS: u32>
    StealingLock<C, CPUS, R, STEALS>
{
    /// This CPU's node, and its name.
    #[inline(always)]
    fn own_node(&self) -> Result<(u32, &Node), Refused> {
        let cpu = C::current();
        match self.nodes.get(cpu) {
            Some(node) => Ok((cpu as u32 + 1, node)),
            None => Err(Refused::NoPlace { cpu, cpus: CPUS }),
        }
    }

    /// Takes the lock or joins the queue.
    // Not in `arrive`: that passes its caller's line on, and checkers name the line of
    // each access.
    #[inline(always)]
    fn enter(&self) -> Result<Option<Queued>, Refused> {
        let (name, node) = self.own_node()?;
        let mut word = FREE;
        let mut queues = false;
        let joined = loop {
            let open = is_open(word);
            let next = match (open, word) {
                (true, FREE) => LOCKED,
                (true, _) => (word - STEAL) | LOCKED,
                (false, _) => {
                    if !queues && in_queue(node) {
                        return Err(Refused::Waits { name });
                    }
                    queues = true;
                    // Relaxed: for this CPU's own handlers, from before it is in the queue.
                    node.next.store(name, Relaxed);
                    Self::joined(word, name)
                }
            };
            // Acquire: pairs with the Release of `unlock`, so that the caller sees what the
            // last holder wrote; and with the Release of the predecessor's exchange here, so
            // that what it wrote to its `next` comes before our link, and does not overwrite
            // it. Release: pairs with the Acquire of the successor's exchange, for what we
            // wrote to our own `next`. Relaxed on failure: it is tried again.
            match self.word.compare_exchange(word, next, AcqRel, Relaxed) {
                Ok(_) => break !open,
                Err(seen) => word = seen,
            }
        };
        self.log.append(LockEvent::Arrive);
        if !joined {
            if queues {
                // Relaxed: nobody links to a CPU that is not in the queue.
                node.next.store(NOBODY, Relaxed);
            }
            return Ok(None);
        }
        let predecessor = tail(word);
        // mutant (predecessor > NOBODY): no name is less.
        if predecessor != NOBODY {
            // Relaxed: the link below publishes it.
            node.waiting.store(true, Relaxed);
            // Release: pairs with the Acquire wait of `next` in `hand_on`; without it the
            // predecessor might clear `waiting` before it is set, and this CPU would wait
            // for ever.
            self.node(predecessor).next.store(name, Release);
        }
        Ok(Some(Queued {
            name,
            // mutant (false): the flag of whoever is first is clear, so it would poll it once.
            // mutant (predecessor <= NOBODY): no name is less.
            first: predecessor == NOBODY,
        }))
    }

    /// Takes the lock for the head of the queue, `name`, which leaves the queue; returns
    /// whether nobody is behind it.
    #[inline(always)]
    fn head(&self, name: u32) -> bool {
        loop {
            let mut polls = 0;
            let is_over = || {
                polls += 1;
                // mutant (polls >= PATIENCE): once it is over, nobody asks again.
                polls == PATIENCE
            };
            // Relaxed: a hint; the exchange synchronizes.
            let mut word = (self.word).wait_briefly::<R>(Relaxed, |word| !is_held(word), is_over);
            if is_held(word) {
                // Relaxed: it changes who may take the lock and carries nothing; a release
                // that it follows is still synchronized with, in a release sequence.
                self.word.fetch_and(!LEFT, Relaxed);
                // Relaxed: a hint; the exchange synchronizes.
                word = self.word.wait_until::<R>(Relaxed, |word| !is_held(word));
            }
            let headed = Self::headed(word, name);
            // Acquire: pairs with the Release of `unlock`; without it the caller might not
            // see what the last holder wrote. Relaxed on failure: it is tried again.
            let taken = self.word.compare_exchange(word, headed, Acquire, Relaxed);
            if taken.is_ok() {
                self.log.append(LockEvent::Acquire);
                // mutant (headed <= LOCKED): the holder's bit is in it.
                return headed == LOCKED;
            }
        }
    }

    /// Makes the successor of `node`, which is named `name`, the head.
    #[inline(always)]
    fn hand_on(&self, name: u32, node: &Node) {
        // Acquire: pairs with the Release of the successor's link; without it the flag that
        // is cleared below might be set afterwards.
        let successor = node.next.wait_until::<R>(Acquire, |next| next != name);
        // Relaxed: before the next link can come, this CPU joins again, with Release.
        // mutant (swap statements): the successor does not read this node's `next`, and this
        // CPU, which holds the lock, does not queue meanwhile.
        node.next.store(NOBODY, Relaxed);
        // Relaxed: the successor learns that it is the head, and nothing else; whoever
        // holds the lock is told by the word.
        self.node(successor).waiting.store(false, Relaxed);
    }
}

/// Whether the CPU whose node this is, the calling one, waits or is about to: as long as
/// nobody has linked behind it, its node names itself.
fn in_queue(node: &Node) -> bool {
    // Relaxed: outside the queue only its own CPU writes its node.
    // mutant (node.next.load(Relaxed) > NOBODY): no name is less.
    node.next.load(Relaxed) != NOBODY
}

/// Why a CPU may not use the lock.
enum Refused {
    /// There are places for `cpus` CPUs, and none for `cpu`.
    NoPlace { cpu: usize, cpus: usize },
    /// The node is in the queue already.
    Waits { name: u32 },
}

#[cold]
#[inline(never)]
#[track_caller]
fn refuse(refused: Refused) -> ! {
    match refused {
        Refused::NoPlace { cpu, cpus } => {
            panic!("CPU {cpu} uses a stealing lock made for {cpus} CPUs, numbered from 0")
        }
        Refused::Waits { name } => {
            panic!("CPU {} already waits for this stealing lock", name - 1)
        }
    }
}

impl_initial! {
    impl[C, const CPUS: usize, R, const STEALS: u32] StealingLock<C, CPUS, R, STEALS> = Self::new()
}

// SAFETY: whoever gets the lock sets LOCKED in a word in which it was not set, by one
// exchange, and only `unlock` clears it, which consumes the token of whoever has set it. All
// else that is in the word, and the queue, decide who tries and when. The exchanges acquire
// what the `unlock` before them has released: all that changes the word in between reads and
// writes it at once, and so continues the release sequence.
unsafe impl<C: CurrentCpu, const CPUS: usize, R: Relax, const STEALS: u32> RawLock
    for StealingLock<C, CPUS, R, STEALS>
{
    type Place = StealingPlace;
    type Token = ();

    const ORDER: Order = Order::Bounded(STEALS as usize + 1);

    #[inline]
    #[track_caller]
    unsafe fn arrive(&self) -> StealingPlace {
        match self.enter() {
            Ok(queued) => StealingPlace {
                queued,
                _not_send: PhantomData,
            },
            Err(refused) => refuse(refused),
        }
    }

    #[inline]
    unsafe fn wait(&self, StealingPlace { queued, .. }: StealingPlace) {
        let Some(Queued { name, first }) = queued else {
            return self.log.append(LockEvent::Acquire);
        };
        let node = self.node(name);
        if !first {
            // Relaxed: whoever is at the head knows nothing by that of the lock.
            node.waiting.wait_until::<R>(Relaxed, |waiting| !waiting);
        }
        let last = self.head(name);
        match last {
            // Relaxed: before a link can come, this CPU joins again, with Release.
            true => node.next.store(NOBODY, Relaxed),
            false => self.hand_on(name, node),
        }
    }

    #[inline]
    fn try_lock(&self) -> Option<()> {
        let acquired = self
            .word
            // Acquire: pairs with the Release of `unlock`; without it the caller might not
            // see what the last holder wrote. Relaxed on failure: nothing is read on the
            // strength of it.
            .compare_exchange(FREE, LOCKED, Acquire, Relaxed)
            .is_ok();
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired.then_some(())
    }

    fn has_place(&self) -> bool {
        self.own_node().is_ok()
    }

    #[inline]
    unsafe fn unlock(&self, (): ()) {
        // Release: pairs with the Acquire of the next exchange; without it the next holder
        // might not see what this one wrote.
        self.word.fetch_and(!LOCKED, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics, nothing is read on the strength of it.
        is_held(self.word.load(Relaxed))
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

// SAFETY: a token is nothing: `unlock` clears the holder's bit, whoever calls it.
unsafe impl<C: CurrentCpu, const CPUS: usize, R: Relax, const STEALS: u32> ForceUnlock
    for StealingLock<C, CPUS, R, STEALS>
{
    #[inline]
    unsafe fn holders_token(&self) {}
}

impl<C, const CPUS: usize, R, const STEALS: u32> Default for StealingLock<C, CPUS, R, STEALS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const CPUS: usize, R, const STEALS: u32> Debug for StealingLock<C, CPUS, R, STEALS> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Relaxed: a snapshot for people.
        let word = self.word.load(Relaxed);
        f.debug_struct("StealingLock")
            .field("cpus", &CPUS)
            .field("locked", &is_held(word))
            .field("steals_left", &(word % TAIL / STEAL))
            .field("tail", &tail(word))
            .finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod one_cpu {
    use super::*;
    use crate::mcs::one_cpu::Second;

    /// The head of the queue is interrupted when a successor has made itself the last and has
    /// not linked itself yet: nothing but its own node tells the handler that it waits.
    #[test]
    fn a_head_is_not_queued_again_before_its_successor_has_linked() {
        let lock = StealingLock::<Second, 3>::new();
        // Relaxed, here and below: the test has one thread.
        lock.word.store(LOCKED, Relaxed);
        let head = lock.enter().ok().flatten().expect("it queues");
        assert!(head.first);
        let behind = StealingLock::<Second, 3>::joined(lock.word.load(Relaxed), 3);
        // Relaxed: one thread.
        lock.word.store(behind, Relaxed);
        assert!(matches!(lock.enter(), Err(Refused::Waits { name: 2 })));
        // Relaxed: one thread.
        assert_eq!(lock.word.load(Relaxed), behind, "the queue is as it was");
    }
}
