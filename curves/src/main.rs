//! The curves of Latchwork's own locks, drawn by a build with `--cfg coherence`; in any
//! other, the whole suite of the lock that is here only to be compared with them.

mod textbook;

use latchwork_suite::lock::ModelCpu;
use textbook::TextbookMcs;

#[cfg(coherence)]
fn main() -> std::process::ExitCode {
    use latchwork_suite::curves::{self, Contestant};

    macro_rules! contestants {
        ([] $($name:ident: $lock:ty),*) => {
            vec![$(Contestant::new::<$lock>(stringify!($name))),*]
        };
    }
    let mut locks = latchwork_lock::for_each_lock!(contestants[], ModelCpu, 256);
    locks.push(Contestant::new::<TextbookMcs<ModelCpu, 256>>("TextbookMcs"));
    curves::main(locks)
}

#[cfg(not(coherence))]
latchwork_suite::suite! {
    TextbookMcs<ModelCpu, CPUS> as "TextbookMcs",
}
