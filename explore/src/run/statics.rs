//! Which memory is static.

/// Whether a static of the program may lie at `address`.
///
/// Where the platform does not tell, nothing is taken for static.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn contains(address: usize) -> bool {
    // The linker's names for the beginning and the end of writable static memory.
    unsafe extern "C" {
        static data_start: u8;
        static _end: u8;
    }
    let first = (&raw const data_start).addr();
    let end = (&raw const _end).addr();
    (first..end).contains(&address)
}

/// Whether a static of the program may lie at `address`.
///
/// Where the platform does not tell, nothing is taken for static.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn contains(_address: usize) -> bool {
    false
}
