pub(crate) mod entry;
mod fit;
mod loader;
mod multiboot2;
mod pvh;
mod start;
mod uefi;
