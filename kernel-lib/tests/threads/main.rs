//! The kernel library on a machine made of threads.

mod controls;
mod machine;
mod record;
mod run;
mod twins;
