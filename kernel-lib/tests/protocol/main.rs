//! What the kernel and whoever boots it have agreed on.

mod command_line;
mod cpu_feature;
mod outcome;
mod record;
