pub(crate) mod entry;
mod fit;
mod info;
mod start;
