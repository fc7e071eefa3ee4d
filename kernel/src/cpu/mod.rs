pub(crate) mod acpi;
pub(crate) mod apic;
pub(crate) mod descriptors;
pub(crate) mod percpu;
pub(crate) mod smp;
pub(crate) mod time;
mod trampoline;
mod work;
