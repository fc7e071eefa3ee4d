//! Compilation targets and components of the Rust toolchain, added if they are missing.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use duct::{Expression, cmd};

use crate::ground::program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;

/// What the image is built for.
pub(crate) const IMAGE_TARGET: &str = "x86_64-unknown-none";

/// A target without compare-exchange.
pub(crate) const SIMPLE_TARGET: &str = "thumbv6m-none-eabi";

/// The `--cfg` that says how compare-exchange is made there: by one core, with interrupts
/// off.
pub(crate) const ONE_CORE: &str = "portable_atomic_unsafe_assume_single_core";

/// Installs what Miri needs from nothing.
const NIGHTLY: &str = "rustup toolchain install nightly --component miri,rust-src";

/// Sees to it that code can be built for `triple`.
pub(crate) fn target(screen: &Screen, triple: &str) -> Result<(), Stop> {
    let sysroot = sysroot()?;
    if has_target(&sysroot, triple) {
        return Ok(());
    }
    let missing = format!(
        "the Rust toolchain in {} has no target {triple}",
        sysroot.display()
    );
    add(screen, &missing, &["target", "add", triple])?;
    if has_target(&sysroot, triple) {
        Ok(())
    } else {
        Err(Stop::Missing(format!(
            "{missing}, even after `rustup target add {triple}`"
        )))
    }
}

/// Sees to it that `cargo subcommand` works, which comes with `component`.
pub(crate) fn component(screen: &Screen, subcommand: &str, component: &str) -> Result<(), Stop> {
    if succeeds(&program::cargo([subcommand, "--version"])) {
        return Ok(());
    }
    let missing = format!("`cargo {subcommand}` is not installed");
    add(screen, &missing, &["component", "add", component])
}

/// Sees to it that the nightly toolchain, if there is one, has Miri; or says why it
/// has not.
pub(crate) fn miri(screen: &Screen) -> Result<(), String> {
    if which::which("rustup").is_err() {
        return Err(format!("rustup is not on PATH; with it, `{NIGHTLY}`"));
    }
    if !succeeds(&cmd!("rustup", "run", "nightly", "rustc", "--version")) {
        return Err(format!(
            "no nightly toolchain; install one with `{NIGHTLY}`"
        ));
    }
    let components = cmd!(
        "rustup",
        "component",
        "list",
        "--toolchain",
        "nightly",
        "--installed"
    );
    let components = components.stderr_null().read().unwrap_or_default();
    let has = |name| components.lines().any(|line| line.starts_with(name));
    if has("miri") && has("rust-src") {
        return Ok(());
    }
    let args = [
        "component",
        "add",
        "--toolchain",
        "nightly",
        "miri",
        "rust-src",
    ];
    add(screen, "the nightly toolchain has no Miri", &args)
        .map_err(|stop| stop.message().to_owned())
}

/// Runs rustup with `args`, which repairs that something is `missing`.
fn add(screen: &Screen, missing: &str, args: &[&str]) -> Result<(), Stop> {
    let command = format!("rustup {}", args.join(" "));
    if which::which("rustup").is_err() {
        return Err(Stop::Missing(format!(
            "{missing}, and rustup is not on PATH.\n\
             Add it with the package manager that brought rustc, or install rustup and run `{command}`"
        )));
    }
    // Steps that run beside each other may each miss something.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().expect("no thread panics here");
    screen.say(&format!("{missing}: running `{command}`"));
    let done = task::run(screen, &command, &cmd("rustup", args));
    done.map(drop)
        .map_err(|stop| Stop::Missing(format!("{missing}; {}", stop.message())))
}

/// Whether `triple` has compare-exchange: the compiler says so of pointers.
pub(crate) fn has_exchange(triple: &str) -> Result<bool, Stop> {
    let print = cmd!(rustc(), "--print", "cfg", "--target", triple).read();
    let print = print.map_err(|error| Stop::io("cannot run rustc; is it on PATH?", &error))?;
    Ok(print.lines().any(|it| it == "target_has_atomic=\"ptr\""))
}

/// Sees to it that there is a toolchain of the Rust called `version`, or says why not.
pub(crate) fn of_version(screen: &Screen, version: &str) -> Result<(), Stop> {
    if succeeds(&cmd!("rustup", "run", version, "cargo", "--version")) {
        return Ok(());
    }
    let missing = format!("there is no toolchain of Rust {version}");
    let install = ["toolchain", "install", version, "--profile", "minimal"];
    add(screen, &missing, &install)
}

fn rustc() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

fn sysroot() -> Result<PathBuf, Stop> {
    let sysroot = cmd!(rustc(), "--print", "sysroot").read();
    let sysroot = sysroot.map_err(|error| Stop::io("cannot run rustc; is it on PATH?", &error))?;
    Ok(sysroot.trim().into())
}

fn has_target(sysroot: &Path, triple: &str) -> bool {
    sysroot
        .join("lib/rustlib")
        .join(triple)
        .join("lib")
        .is_dir()
}

fn succeeds(command: &Expression) -> bool {
    let output = command.stdout_null().stderr_null().unchecked().run();
    output.is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_compiler_knows_who_has_compare_exchange() {
        assert!(has_exchange(IMAGE_TARGET).expect("it is known"));
        assert!(!has_exchange(SIMPLE_TARGET).expect("it is known"));
    }

    #[test]
    fn a_target_is_there_if_its_libraries_are() {
        let sysroot = tempfile::tempdir().expect("a directory");
        assert!(!has_target(sysroot.path(), IMAGE_TARGET));
        fs::create_dir_all(
            sysroot
                .path()
                .join("lib/rustlib")
                .join(IMAGE_TARGET)
                .join("lib"),
        )
        .expect("is created");
        assert!(has_target(sysroot.path(), IMAGE_TARGET));
        assert!(!has_target(sysroot.path(), "thumbv7m-none-eabi"));
    }
}
