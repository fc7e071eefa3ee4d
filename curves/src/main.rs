//! The curves of Latchwork's own locks, drawn by a build with `--cfg coherence`; in any
//! other, the whole suite of the lock that is here only to be compared with them.

mod textbook;

use latchwork_suite::lock::ModelCpu;
use textbook::TextbookMcs;

/// The spin hints for each who is ahead of a ticket: 512 cycles of the Opteron, as it was
/// published.
#[cfg(coherence)]
const TURN: u32 = 256;

#[cfg(coherence)]
fn main() -> std::process::ExitCode {
    use latchwork_lock::{Proportional, TicketLock};
    use latchwork_suite::curves::{self, Contestant};

    let textbook = Contestant::new::<TextbookMcs<ModelCpu, 256>>("TextbookMcs");
    let proportional = Contestant::new::<TicketLock<Proportional<TURN>>>("ProportionalTicket");
    curves::main(curves::beside_listed(vec![textbook, proportional]))
}

#[cfg(not(coherence))]
latchwork_suite::suite! {
    TextbookMcs<ModelCpu, CPUS> as "TextbookMcs",
}
