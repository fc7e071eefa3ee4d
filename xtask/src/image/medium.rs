//! What a machine starts from.

use std::path::{Path, PathBuf};

use crate::ground::stop::Stop;
use crate::image::iso::Iso;
use crate::image::program::Program;
use crate::image::qemu::{Loader, Start};
use crate::setup::packages;

/// What a machine starts from; its files are gone when this is dropped.
#[derive(Debug)]
pub(super) enum Medium {
    /// The image itself.
    Image,
    /// An ISO of GRUB's.
    Iso(Iso),
    /// A firmware, and a program for it.
    Program(PathBuf, Program),
}

impl Medium {
    /// Makes one from which `loader` starts `image` with this command line.
    pub(super) fn make(loader: Loader, image: &Path, kernel_args: &[String]) -> Result<Self, Stop> {
        Ok(match loader {
            Loader::Qemu => Medium::Image,
            Loader::Grub => Medium::Iso(Iso::make(image, kernel_args)?),
            Loader::Uefi => {
                let firmware = packages::firmware();
                let missing = || Stop::Missing("UEFI firmware is not there".to_owned());
                let program = Program::make(image, kernel_args)?;
                Medium::Program(firmware.ok_or_else(missing)?, program)
            }
        })
    }

    /// How a machine starts from it.
    pub(super) fn start(&self) -> Start {
        match self {
            Medium::Image => Start::Image,
            Medium::Iso(iso) => Start::Iso(iso.path()),
            Medium::Program(firmware, program) => Start::Program {
                firmware: firmware.clone(),
                files: program.files(),
            },
        }
    }
}
