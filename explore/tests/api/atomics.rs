//! Every operation of every atomic does what the standard library's does.

use latchwork_explore::model;
use latchwork_explore::sync::atomic as explored;
use std::sync::atomic as real;
use std::sync::atomic::Ordering::SeqCst;

macro_rules! same {
    ($atomic:ident, [$($value:expr),*], [$($update:ident),*]) => {
        model(|| {
            for first in [$($value),*] {
                for second in [$($value),*] {
                    $({
                        let (ours, theirs) = (explored::$atomic::new(first), real::$atomic::new(first));
                        let name = concat!(stringify!($atomic), "::", stringify!($update));
                        assert_eq!(ours.$update(second, SeqCst), theirs.$update(second, SeqCst), "{name}");
                        assert_eq!(ours.load(SeqCst), theirs.load(SeqCst), "{name}({first:?}, {second:?})");
                    })*
                    let (ours, theirs) = (explored::$atomic::new(first), real::$atomic::new(first));
                    assert_eq!(
                        ours.compare_exchange(second, first, SeqCst, SeqCst),
                        theirs.compare_exchange(second, first, SeqCst, SeqCst)
                    );
                    ours.store(second, SeqCst);
                    assert_eq!(ours.load(SeqCst), second);
                    assert_eq!(ours.into_inner(), second);
                    let mut ours = explored::$atomic::default();
                    assert_eq!(ours.load(SeqCst), real::$atomic::default().load(SeqCst));
                    *ours.get_mut() = second;
                    assert_eq!(ours.swap(first, SeqCst), second);
                    assert_eq!(format!("{ours:?}"), format!("{:?}", real::$atomic::new(first)));
                    assert_eq!(*ours.get_mut(), first);
                }
            }
        });
    };
}

macro_rules! same_integers {
    ($($atomic:ident: $value:ident),*) => {$(
        same!(
            $atomic,
            [0, 1, 5, <$value>::MAX, <$value>::MIN, <$value>::MAX / 2 + 1],
            [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min]
        );
    )*};
}

#[test]
fn integers() {
    same_integers!(
        AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicU64: u64, AtomicUsize: usize,
        AtomicI8: i8, AtomicI16: i16, AtomicI32: i32, AtomicI64: i64, AtomicIsize: isize
    );
}

#[test]
fn booleans() {
    same!(
        AtomicBool,
        [false, true],
        [swap, fetch_and, fetch_nand, fetch_or, fetch_xor]
    );
    model(|| {
        let ours = explored::AtomicBool::new(true);
        assert!(ours.fetch_not(SeqCst));
        assert!(!ours.load(SeqCst));
    });
}

#[test]
fn pointers() {
    model(|| {
        let (mut first, mut second) = (1_u32, 2_u32);
        let (first, second) = (&raw mut first, &raw mut second);
        let ours = explored::AtomicPtr::new(first);
        assert_eq!(ours.swap(second, SeqCst), first);
        assert_eq!(
            ours.compare_exchange(first, second, SeqCst, SeqCst),
            Err(second)
        );
        assert_eq!(
            ours.compare_exchange(second, first, SeqCst, SeqCst),
            Ok(second)
        );
        assert_eq!(ours.into_inner(), first);
        assert!(explored::AtomicPtr::<u32>::default().load(SeqCst).is_null());
    });
}

#[test]
fn updates_by_a_function() {
    model(|| {
        let ours = explored::AtomicU8::new(3);
        let below_five = |value| (value < 5).then_some(value + 1);
        assert_eq!(ours.fetch_update(SeqCst, SeqCst, below_five), Ok(3));
        assert_eq!(ours.fetch_update(SeqCst, SeqCst, below_five), Ok(4));
        assert_eq!(ours.fetch_update(SeqCst, SeqCst, below_five), Err(5));
    });
}

#[test]
fn orderings_that_do_not_exist() {
    use latchwork_explore::{Explorer, FailureKind};
    let fails = |message: &str, model: fn(&explored::AtomicU8)| {
        let report = Explorer::new().explore(|| model(&explored::AtomicU8::new(0)));
        let failure = crate::failure(report, FailureKind::Panic);
        assert!(failure.message.contains(message), "{failure}");
        assert!(failure.at.is_some_and(|at| at.contains("atomics.rs")));
    };
    fails("no such thing as a load", |it| {
        it.load(real::Ordering::Release);
    });
    fails("no such thing as a store", |it| {
        it.store(1, real::Ordering::Acquire);
    });
    fails("no such thing as a relaxed fence", |_| {
        explored::fence(real::Ordering::Relaxed);
    });
}

/// The failure that is left out may be one of a read that is given its value later.
#[test]
fn one_spurious_failure_too_many() {
    use latchwork_explore::{Explorer, thread};
    use std::sync::Arc;
    let reached = |main_exchanges: bool| {
        let report = Explorer::new().spurious_failures(0).explore(move || {
            let ours = Arc::new(explored::AtomicU8::new(0));
            let theirs = Arc::clone(&ours);
            let go = move |it: &explored::AtomicU8, exchanges: bool| match exchanges {
                true => _ = it.compare_exchange_weak(1, 2, SeqCst, SeqCst),
                false => it.store(1, SeqCst),
            };
            let other = thread::spawn(move || go(&theirs, !main_exchanges));
            go(&ours, main_exchanges);
            other.join().unwrap();
        });
        assert_eq!(crate::executions(&report), (2, 0));
        report.spurious_limit_reached
    };
    assert!(reached(false) && reached(true));
}

/// An atomic that two threads count down and the last of them has for itself, by `own`.
fn owned(order: real::Ordering, own: fn(Box<explored::AtomicUsize>)) -> latchwork_explore::Report {
    use latchwork_explore::{Explorer, thread};
    use std::sync::Arc;
    struct Raw(*mut explored::AtomicUsize);
    // SAFETY: the explorer runs one thread at a time.
    unsafe impl Send for Raw {}
    Explorer::new().explore(move || {
        let users = Arc::new(explored::AtomicUsize::new(2));
        let value = Box::into_raw(Box::new(explored::AtomicUsize::new(0)));
        let let_go = move |value: Raw, users: Arc<explored::AtomicUsize>| {
            // SAFETY: whoever has it has not let go.
            unsafe { &*value.0 }.fetch_add(1, real::Ordering::Relaxed);
            if users.fetch_sub(1, order) == 1 {
                // SAFETY: the other has let go.
                own(unsafe { Box::from_raw(value.0) });
            }
        };
        let theirs = (Raw(value), Arc::clone(&users));
        let other = thread::spawn(move || {
            let (value, users) = theirs;
            let_go(value, users);
        });
        let_go(Raw(value), users);
        other.join().unwrap();
    })
}

/// To have an atomic for oneself is an access that is not atomic.
#[test]
fn owning_races_with_accesses() {
    use latchwork_explore::FailureKind::DataRace;
    type Own = fn(Box<explored::AtomicUsize>);
    let by_reference: Own = |mut it| assert_eq!(*it.get_mut(), 2);
    let by_value: Own = |it| assert_eq!(it.into_inner(), 2);
    for own in [by_reference, by_value] {
        assert_eq!(crate::executions(&owned(real::Ordering::AcqRel, own)).0, 4);
        let failure = crate::failure(owned(real::Ordering::Relaxed, own), DataRace);
        assert!(failure.message.contains("as plain memory"), "{failure}");
    }
}

/// What is written through a reference of one's own must be known to those who come later.
#[test]
fn accesses_race_with_owning() {
    use latchwork_explore::{Explorer, FailureKind::DataRace, thread};
    use std::sync::Arc;
    struct Slot(std::cell::UnsafeCell<explored::AtomicUsize>);
    // SAFETY: the explorer runs one thread at a time.
    unsafe impl Sync for Slot {}
    // SAFETY: nothing in it belongs to a thread.
    unsafe impl Send for Slot {}
    let published = |order| {
        Explorer::new().explore(move || {
            let value = std::cell::UnsafeCell::new(explored::AtomicUsize::new(0));
            let ours = Arc::new((Slot(value), explored::AtomicUsize::new(0)));
            let theirs = Arc::clone(&ours);
            let other = thread::spawn(move || {
                // SAFETY: nobody else uses it before the flag is set.
                *unsafe { &mut *theirs.0.0.get() }.get_mut() = 1;
                theirs.1.store(1, order);
            });
            if ours.1.load(real::Ordering::Acquire) == 1 {
                // SAFETY: whoever had it for itself has done with it.
                let value = unsafe { &*ours.0.0.get() };
                assert_eq!(value.load(real::Ordering::Relaxed), 1);
            }
            other.join().unwrap();
        })
    };
    assert_eq!(
        crate::executions(&published(real::Ordering::Release)),
        (2, 0)
    );
    crate::failure(published(real::Ordering::Relaxed), DataRace);
}
