//! The MCS lock as it is published: a CPU resets its link when it arrives, not when it
//! releases.
//!
//! [`McsLock`](latchwork_lock::McsLock) resets its link before it hands the lock over, and
//! so leaves its node as it found it. On a machine that waits for each store that is an
//! upgrade on the way to the successor; behind a store buffer it is none. This one is here
//! to be compared with it: docs/curves.md has what came of that.

use core::marker::PhantomData;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU32, WaitUntil, array, const_fn, impl_initial};
use latchwork_lock::author::{HandOff, LockEvent, Log, Order};
use latchwork_lock::{CurrentCpu, RawLock, SpinHint};

/// The name of no node.
const NOBODY: u32 = 0;

/// Something with a line to itself.
#[repr(align(128))]
struct Padded<T>(T);

/// A CPU's place in the queue, named by the CPU's index plus one.
struct Node {
    next: AtomicU32,
    waiting: AtomicBool,
}

impl Node {
    const_fn! {
        fn new() -> Self {
            Self {
                next: AtomicU32::new(NOBODY),
                waiting: AtomicBool::new(false),
            }
        }
    }
}

/// A queue in which each waiter polls its own node (Mellor-Crummey and Scott, TOCS 9(1),
/// 1991, algorithm 5), with the resets where the paper has them.
pub(crate) struct TextbookMcs<C, const CPUS: usize> {
    tail: Padded<AtomicU32>,
    nodes: [Padded<Node>; CPUS],
    log: Log<LockEvent>,
    cpu: PhantomData<fn() -> C>,
}

/// The name of a node in the queue, and whether nobody was before it.
pub(crate) struct Place(u32, bool, PhantomData<*mut ()>);

/// The name of the node that holds the lock.
pub(crate) struct Token(u32, PhantomData<*mut ()>);

impl<C, const CPUS: usize> TextbookMcs<C, CPUS> {
    const_fn! {
        /// A free lock.
        pub(crate) fn new() -> Self {
            Self {
                tail: Padded(AtomicU32::new(NOBODY)),
                nodes: array![Padded(Node::new()); CPUS],
                log: Log::new(),
                cpu: PhantomData,
            }
        }
    }

    fn node(&self, name: u32) -> &Node {
        &self.nodes[name as usize - 1].0
    }
}

impl_initial! { impl[C, const CPUS: usize] TextbookMcs<C, CPUS> = Self::new() }

// SAFETY: the swaps of `tail` put all acquisitions in one order. One that swaps NOBODY out
// has the lock; any other waits for its flag, which its predecessor clears when it
// releases. Release and Acquire meet on `tail` or on the flag.
unsafe impl<C: CurrentCpu, const CPUS: usize> RawLock for TextbookMcs<C, CPUS> {
    type Place = Place;
    type Token = Token;

    const ORDER: Order = Order::Fifo;

    // A poll takes two steps; the release loads the link and stores to the successor.
    const HAND_OFF: Option<HandOff> = Some(HandOff {
        acquire: 2,
        release: 2,
    });

    unsafe fn arrive(&self) -> Place {
        let name = C::current() as u32 + 1;
        let node = self.node(name);
        // Relaxed: the swap's Release publishes it to the successor, whose link comes after.
        node.next.store(NOBODY, Relaxed);
        // Acquire: pairs with the Release of the compare-exchange in `unlock`, so that the
        // caller sees what the last holder wrote; and with the Release of the predecessor's
        // swap, so that its reset comes before our link. Release: pairs with the
        // successor's Acquire, for our reset.
        let predecessor = self.tail.0.swap(name, AcqRel);
        self.log.append(LockEvent::Arrive);
        if predecessor != NOBODY {
            // Relaxed: the link below publishes it.
            node.waiting.store(true, Relaxed);
            // Release: pairs with the Acquire loads of `next` in `unlock`; without it the
            // flag might be cleared before it is set.
            self.node(predecessor).next.store(name, Release);
        }
        Place(name, predecessor == NOBODY, PhantomData)
    }

    unsafe fn wait(&self, Place(name, first, _): Place) -> Token {
        if !first {
            // Acquire: pairs with the Release store in `unlock`; without it the caller
            // might not see what the previous holder wrote.
            let waiting = &self.node(name).waiting;
            waiting.wait_until::<SpinHint>(Acquire, |waiting| !waiting);
        }
        self.log.append(LockEvent::Acquire);
        Token(name, PhantomData)
    }

    fn try_lock(&self) -> Option<Token> {
        let name = C::current() as u32 + 1;
        // Relaxed: outside the queue nobody else looks at it.
        self.node(name).next.store(NOBODY, Relaxed);
        // Acquire: pairs with the Release in `unlock`. Release: pairs with the successor's
        // Acquire, for the reset. Relaxed on failure: nothing is read on the strength of it.
        let taken = self.tail.0.compare_exchange(NOBODY, name, AcqRel, Relaxed);
        self.log.append(LockEvent::TryAcquire(taken.is_ok()));
        taken.ok().map(|_| Token(name, PhantomData))
    }

    fn has_place(&self) -> bool {
        C::current() < CPUS
    }

    unsafe fn unlock(&self, Token(name, _): Token) {
        let node = self.node(name);
        // Acquire: pairs with the Release of the successor's link; without it the flag
        // that is cleared below might be set afterwards.
        let mut successor = node.next.load(Acquire);
        if successor == NOBODY {
            // Release: pairs with the Acquire of the next swap; without it the next holder
            // might not see what this one wrote. Relaxed on failure: the link is awaited.
            let last = self.tail.0.compare_exchange(name, NOBODY, Release, Relaxed);
            if last.is_ok() {
                self.log.append(LockEvent::Release);
                return;
            }
            // Acquire: pairs with the Release of the successor's link, as above.
            successor = node
                .next
                .wait_until::<SpinHint>(Acquire, |next| next != NOBODY);
        }
        // Release: pairs with the Acquire of the successor's wait; without it the successor
        // might not see what this holder wrote.
        self.node(successor).waiting.store(false, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics, nothing is read on the strength of it.
        self.tail.0.load(Relaxed) != NOBODY
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
