//! An ISO from which GRUB, as a Multiboot2 loader, starts the image.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use duct::cmd;
use tempfile::TempDir;

use crate::ground::stop::Stop;
use crate::setup::packages;

/// What the image is called on it.
const IMAGE: &str = "/boot/latchwork";

/// An ISO; it is gone when this is dropped.
#[derive(Debug)]
pub(super) struct Iso {
    directory: TempDir,
}

impl Iso {
    /// Makes one that starts `image` with this command line.
    pub(super) fn make(image: &Path, kernel_args: &[String]) -> Result<Self, Stop> {
        let iso = Self {
            directory: tempfile::tempdir().map_err(cannot)?,
        };
        let maker = packages::iso_maker();
        let maker = maker.ok_or_else(|| Stop::Missing("GRUB is not there".to_owned()))?;
        let root = iso.directory.path().join("root");
        fs::create_dir_all(root.join("boot/grub")).map_err(cannot)?;
        fs::copy(image, root.join(&IMAGE[1..])).map_err(cannot)?;
        fs::write(root.join("boot/grub/grub.cfg"), menu(kernel_args)).map_err(cannot)?;
        let args: [OsString; 3] = ["-o".into(), iso.path().into(), root.into()];
        let made = cmd(maker, args);
        let made = made.stderr_to_stdout().stdout_capture().unchecked().run();
        let made = made.map_err(cannot)?;
        if made.status.success() {
            Ok(iso)
        } else {
            let said = String::from_utf8_lossy(&made.stdout);
            Err(Stop::Failed(format!("{maker} failed; its output:\n{said}")))
        }
    }

    /// Where it is.
    pub(super) fn path(&self) -> PathBuf {
        self.directory.path().join("latchwork.iso")
    }
}

fn cannot(error: std::io::Error) -> Stop {
    Stop::io("cannot make an ISO", &error)
}

/// What GRUB reads: it starts the image at once, with a screen of pixels if it finds one.
fn menu(kernel_args: &[String]) -> String {
    let quoted = |word: &String| format!(" '{}'", word.replace('\'', r"'\''"));
    let line: String = kernel_args.iter().map(quoted).collect();
    format!(
        "set timeout=0\ninsmod all_video\nmenuentry latchwork {{\n  multiboot2 {IMAGE}{line}\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_command_line_is_one_for_grub() {
        let menu = menu(&["curve=off".to_owned(), "it's".to_owned()]);
        assert!(
            menu.contains("multiboot2 /boot/latchwork 'curve=off' 'it'\\''s'\n"),
            "{menu}"
        );
    }
}
