//! The locks under `lock_api`, 0.5, on the host's threads and under Miri.
#![cfg(not(any(loom, shuttle, explore)))]

mod model_cpu;
mod over_lock_api;

over_lock_api::over!(lock_api);
