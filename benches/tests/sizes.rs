//! The façade and the ghost log take no room: the sizes that the locks document.

use core::mem::size_of;

use crossbeam_utils::CachePadded;
use latchwork_benches::seat::Seat;
use latchwork_layer::Log;
use latchwork_lock::author::LockEvent;
use latchwork_lock::author::{McsToken, Ticket};
use latchwork_lock::order::{Held, Nothing, OrderedGuard, OrderedMutex};
use latchwork_lock::{McsLock, Mutex, MutexGuard, StealingLock, TicketLock, TtasLock};

const POINTER: usize = size_of::<usize>();
const LINE: usize = size_of::<CachePadded<u8>>();

#[test]
fn the_log_is_ghost_state() {
    assert_eq!(size_of::<Log<LockEvent>>(), 0);
}

#[test]
fn locks() {
    assert_eq!(size_of::<TtasLock>(), 1);
    assert_eq!(size_of::<TicketLock>(), 8);
    assert_eq!(size_of::<McsLock<Seat, 1>>(), 2 * LINE);
    assert_eq!(size_of::<McsLock<Seat, 4>>(), 5 * LINE);
    assert_eq!(size_of::<McsLock<Seat, 64>>(), 65 * LINE);
    assert_eq!(size_of::<StealingLock<Seat, 1>>(), 2 * LINE);
    assert_eq!(size_of::<StealingLock<Seat, 64>>(), 65 * LINE);
}

#[test]
fn mutexes_add_the_value_and_nothing_else() {
    assert_eq!(size_of::<Mutex<u8, TtasLock>>(), 2);
    assert_eq!(size_of::<Mutex<u32, TicketLock>>(), 12);
    assert_eq!(size_of::<Mutex<(), McsLock<Seat, 4>>>(), 5 * LINE);
}

#[test]
fn guards_are_a_reference_and_a_token() {
    assert_eq!(size_of::<MutexGuard<'_, u64, TtasLock>>(), POINTER);
    assert_eq!(
        size_of::<MutexGuard<'_, u64, StealingLock<Seat, 4>>>(),
        POINTER
    );
    assert_eq!(size_of::<Ticket>(), 4);
    assert_eq!(size_of::<McsToken>(), 4);
    let two_words = (POINTER + 4).next_multiple_of(POINTER);
    assert_eq!(size_of::<MutexGuard<'_, u64, TicketLock>>(), two_words);
    assert_eq!(
        size_of::<MutexGuard<'_, u64, McsLock<Seat, 4>>>(),
        two_words
    );
}

latchwork_lock::lock_order! { Level }

#[test]
fn a_level_takes_no_room() {
    assert_eq!(size_of::<Held<Nothing>>(), 0);
    assert_eq!(size_of::<OrderedMutex<Level, u8, TtasLock>>(), 2);
    assert_eq!(
        size_of::<OrderedGuard<'_, Level, u64, TicketLock>>(),
        size_of::<MutexGuard<'_, u64, TicketLock>>()
    );
}
