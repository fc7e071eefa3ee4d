mod calls;
mod start;
mod trampoline;
mod work;

pub(crate) use self::calls::CALLS;
pub(crate) use self::start::start;
pub(crate) use self::work::run_on;
