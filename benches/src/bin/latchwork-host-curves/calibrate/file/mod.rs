//! The file of a machine that was measured.

mod guessed;
mod own;
mod source;
#[cfg(test)]
mod tests;
mod transfers;
mod write;

pub(crate) use write::text;
