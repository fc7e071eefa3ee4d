//! The cargo that every command calls.

use std::env;
use std::ffi::OsString;

use duct::{Expression, cmd};

/// The cargo that runs us, or the one on `PATH`, with `args`.
pub(crate) fn cargo<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Expression {
    cmd(path(), args.into_iter().map(Into::into))
}

/// Where it is.
pub(crate) fn path() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
