mod start;
mod trampoline;
mod work;

pub(crate) use self::start::{apic_id, run_on, start};
