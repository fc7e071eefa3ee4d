mod start;
mod trampoline;
mod work;

pub(crate) use self::start::{run_on, start};
