//! The curves of Latchwork's own locks, drawn by a build with `--cfg coherence`.

use std::process::ExitCode;

#[cfg(coherence)]
fn main() -> ExitCode {
    use latchwork_suite::curves::{self, Contestant};
    use latchwork_suite::lock::ModelCpu;

    macro_rules! contestants {
        ([] $($name:ident: $lock:ty),*) => {
            vec![$(Contestant::new::<$lock>(stringify!($name))),*]
        };
    }
    curves::main(latchwork_lock::for_each_lock!(contestants[], ModelCpu, 256))
}

#[cfg(not(coherence))]
fn main() -> ExitCode {
    eprintln!("curves are drawn by a build with --cfg coherence: `cargo xtask curves` makes it");
    ExitCode::from(2)
}
