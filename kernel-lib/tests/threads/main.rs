//! The kernel library on a machine made of threads.

mod controls;
mod machine;
mod run;
mod twins;
