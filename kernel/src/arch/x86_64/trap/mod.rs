mod backtrace;
mod exception;
mod failure;
mod frame;
pub(crate) mod idt;
mod panic;
mod stubs;
