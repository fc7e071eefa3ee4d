pub(crate) mod entry;
mod info;
mod start;
