pub(crate) mod entry;
mod fit;
mod loader;
mod multiboot2;
mod pvh;
mod screen;
mod start;
mod uefi;
