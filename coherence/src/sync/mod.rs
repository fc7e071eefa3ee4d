//! What programs of the machine share.

pub mod atomic;
mod word;

pub use word::Word;
