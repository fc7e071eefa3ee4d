pub(crate) mod entry;
mod fit;
mod loader;
mod pvh;
mod start;
