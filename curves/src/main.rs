//! The curves of Latchwork's own locks, and of others to be compared with them, drawn by a
//! build with `--cfg coherence`; in any other, the whole suite of the lock that is here only
//! to be compared.

mod textbook;

use latchwork_suite::lock::ModelCpu;
use textbook::TextbookMcs;
#[cfg(coherence)]
use {
    clh::ClhLock,
    cna::CnaLock,
    latchwork_lock::{Proportional, TicketLock},
};

/// The spin hints for each who is ahead of a ticket: 512 cycles of the Opteron, as it was
/// published.
#[cfg(coherence)]
const TURN: u32 = 256;

#[cfg(coherence)]
latchwork_suite::suite! {
    TextbookMcs<ModelCpu, CPUS> as "TextbookMcs",
    TicketLock<Proportional<TURN>> as "ProportionalTicket",
    ClhLock<ModelCpu, CPUS> as "ClhLock",
    CnaLock<ModelCpu, CPUS> as "CnaLock",
}

#[cfg(not(coherence))]
latchwork_suite::suite! {
    TextbookMcs<ModelCpu, CPUS> as "TextbookMcs",
}
