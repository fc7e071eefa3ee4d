//! A lock that knows who holds it, and who waits for it.

use core::fmt::{self, Write};
use core::panic::Location;
use core::ptr::{self, null_mut};
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicPtr, AtomicUsize, Initial, Ordering};
use latchwork_cpu::{Cpu, Registered};
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_lock::author::{HandOff, LockEvent, Log, Order};
use latchwork_lock::{Policy, RawLock};

/// The lock `R`, of which is known which CPU holds it and where it was taken, and where a CPU
/// waits for it. All else is as in `R`; it costs some stores.
///
/// What is written of a CPU it alone writes, and it reads its own, or what CPUs wrote that are
/// stopped. Every access is relaxed.
pub(crate) struct Known<R> {
    lock: R,
    holder: Holder,
}

/// Who holds a lock.
struct Holder {
    /// The CPU, or [`NOBODY`].
    cpu: AtomicUsize,
    place: Place,
}

const NOBODY: usize = usize::MAX;

/// A line of the source, or none yet.
struct Place(AtomicPtr<Location<'static>>);

/// For which lock a CPU waits, and where.
struct Wait {
    lock: AtomicPtr<Holder>,
    place: Place,
}

/// By CPU number.
static WAITS: [CachePadded<Wait>; MAX_CPUS] = [const {
    CachePadded::new(Wait {
        lock: AtomicPtr::new(null_mut()),
        place: Place::none(),
    })
}; MAX_CPUS];

/// A wait that has begun, and for which lock the CPU waited when it was interrupted.
pub(crate) struct Waiting {
    interrupted: *mut Holder,
    interrupted_at: *mut Location<'static>,
    place: &'static Location<'static>,
}

impl Place {
    const fn none() -> Self {
        Self(AtomicPtr::new(null_mut()))
    }

    fn set(&self, place: &'static Location<'static>) {
        // Relaxed: see `Known`.
        self.0
            .store(ptr::from_ref(place).cast_mut(), Ordering::Relaxed);
    }

    fn get(&self) -> Option<&'static Location<'static>> {
        // Relaxed: see `Known`.
        let place = self.0.load(Ordering::Relaxed);
        // SAFETY: it is null, or was a reference that is good for ever.
        unsafe { place.as_ref() }
    }
}

impl Waiting {
    #[track_caller]
    fn begin(holder: &Holder) -> Self {
        let wait = &WAITS[Registered::index()];
        let place = Location::caller();
        // Relaxed, all: see `Known`. The place first: an NMI may come in between.
        let interrupted_at = wait.place.0.load(Ordering::Relaxed);
        wait.place.set(place);
        let lock = ptr::from_ref(holder).cast_mut();
        Self {
            interrupted: wait.lock.swap(lock, Ordering::Relaxed),
            interrupted_at,
            place,
        }
    }

    fn end(self) -> &'static Location<'static> {
        let wait = &WAITS[Registered::index()];
        // Relaxed, both: see `Known`.
        wait.lock.store(self.interrupted, Ordering::Relaxed);
        wait.place.0.store(self.interrupted_at, Ordering::Relaxed);
        self.place
    }
}

impl Holder {
    fn acquired(&self, place: &'static Location<'static>) {
        self.place.set(place);
        // Relaxed: see `Known`.
        self.cpu.store(Registered::index(), Ordering::Relaxed);
    }
}

/// Writes for which lock CPU `cpu` waits, and who holds that, if it waits for one.
///
/// It is the calling CPU, or it is stopped.
pub(crate) fn describe_wait(console: &mut impl Write, cpu: usize) -> fmt::Result {
    let wait = &WAITS[cpu];
    // Relaxed: see `Known`.
    let lock = wait.lock.load(Ordering::Relaxed);
    // SAFETY: it is null, or the lock is borrowed as long as the CPU waits: it still does.
    let (Some(holder), Some(place)) = (unsafe { lock.as_ref() }, wait.place.get()) else {
        return Ok(());
    };
    write!(
        console,
        "  CPU {cpu} waits at {place} for the lock at {lock:p}, which "
    )?;
    // Relaxed: see `Known`.
    match (holder.cpu.load(Ordering::Relaxed), holder.place.get()) {
        (NOBODY, _) | (_, None) => writeln!(console, "nobody holds"),
        (holder, Some(since)) => writeln!(console, "CPU {holder} holds since {since}"),
    }
}

impl<R: Initial> Initial for Known<R> {
    const INITIAL: Self = Self {
        lock: R::INITIAL,
        holder: Holder {
            cpu: AtomicUsize::new(NOBODY),
            place: Place::none(),
        },
    };
}

// SAFETY: it is `R`; what is known of it is not used to lock.
unsafe impl<R: RawLock> RawLock for Known<R> {
    type Place = (R::Place, Waiting);
    type Token = R::Token;

    const ORDER: Order = R::ORDER;
    const HAND_OFF: Option<HandOff> = R::HAND_OFF;

    #[track_caller]
    unsafe fn arrive(&self) -> Self::Place {
        let waiting = Waiting::begin(&self.holder);
        // SAFETY: the caller's promise.
        (unsafe { self.lock.arrive() }, waiting)
    }

    unsafe fn wait(&self, (place, waiting): Self::Place) -> R::Token {
        // SAFETY: the caller's promise.
        let token = unsafe { self.lock.wait(place) };
        self.holder.acquired(waiting.end());
        token
    }

    #[track_caller]
    fn lock_under<P: Policy>(&self, policy: &P) -> R::Token {
        let waiting = Waiting::begin(&self.holder);
        let token = self.lock.lock_under(policy);
        self.holder.acquired(waiting.end());
        token
    }

    #[track_caller]
    fn try_lock(&self) -> Option<R::Token> {
        let token = self.lock.try_lock()?;
        self.holder.acquired(Location::caller());
        Some(token)
    }

    unsafe fn unlock(&self, token: R::Token) {
        // Relaxed: see `Known`.
        self.holder.cpu.store(NOBODY, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { self.lock.unlock(token) };
    }

    fn has_place(&self) -> bool {
        self.lock.has_place()
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.lock.log()
    }
}
