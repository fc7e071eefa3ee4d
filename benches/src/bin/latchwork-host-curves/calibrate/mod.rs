//! What an access costs on this machine.

mod alone;
mod calibration;
pub(crate) mod file;
mod layout;
mod pair;
mod ping_pong;
mod ring;

pub(crate) use calibration::Calibration;
pub(crate) use pair::distance;
