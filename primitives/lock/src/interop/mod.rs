//! The locks under traits of other crates, each behind a feature.

#[cfg(feature = "critical-section")]
pub mod critical_section;
#[cfg(feature = "lock_api")]
mod lock_api;
#[cfg(feature = "lock_api_04")]
mod lock_api_04;
