//! The curves of Latchwork's own locks, drawn by a build with `--cfg coherence`; in any
//! other, the whole suite of the lock that is here only to be compared with them.

mod textbook;

use latchwork_suite::lock::ModelCpu;
use textbook::TextbookMcs;

#[cfg(coherence)]
fn main() -> std::process::ExitCode {
    use latchwork_suite::curves::{self, Contestant};

    let textbook = Contestant::new::<TextbookMcs<ModelCpu, 256>>("TextbookMcs");
    curves::main(curves::beside_listed(vec![textbook]))
}

#[cfg(not(coherence))]
latchwork_suite::suite! {
    TextbookMcs<ModelCpu, CPUS> as "TextbookMcs",
}
