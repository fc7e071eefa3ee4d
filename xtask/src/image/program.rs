//! The image as a program for UEFI firmware, on a disk from which it is started.

use std::fs;
use std::path::{Path, PathBuf};

use latchwork_kernel_lib::boot::{PAGE, Text};
use object::elf::{FileHeader64, PT_LOAD};
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};
use object::{LittleEndian, elf};
use tempfile::TempDir;

use crate::ground::stop::Stop;

/// Where firmware looks for what it starts from a disk that it does not know.
const PLACE: &str = "EFI/BOOT/BOOTX64.EFI";

/// The image's page for the command line.
const COMMAND_LINE: &[u8] = b".boot.cmdline";

/// The files of a disk; they are gone when this is dropped.
#[derive(Debug)]
pub(super) struct Program {
    directory: TempDir,
}

impl Program {
    /// Makes a disk that starts `image` with this command line.
    pub(super) fn make(image: &Path, kernel_args: &[String]) -> Result<Self, Stop> {
        let program = Self {
            directory: tempfile::tempdir().map_err(cannot)?,
        };
        let elf = fs::read(image).map_err(cannot)?;
        let flat = flat(&elf, &kernel_args.join(" "));
        let flat = flat.map_err(|why| Stop::Failed(format!("{}: {why}", image.display())))?;
        let file = program.files().join(PLACE);
        let folder = file.parent().unwrap_or(&file);
        fs::create_dir_all(folder).map_err(cannot)?;
        fs::write(&file, flat).map_err(cannot)?;
        Ok(program)
    }

    /// The folder with the files.
    pub(super) fn files(&self) -> PathBuf {
        self.directory.path().to_owned()
    }
}

fn cannot(error: std::io::Error) -> Stop {
    Stop::io("cannot make a program for UEFI firmware", &error)
}

/// The parts of an image that are loaded, one after another as they are in memory, with
/// this command line; or why there are none.
fn flat(image: &[u8], line: &str) -> Result<Vec<u8>, String> {
    let why = |error: object::Error| error.to_string();
    let endian = LittleEndian;
    let header = FileHeader64::<LittleEndian>::parse(image).map_err(why)?;
    let segments = header.program_headers(endian, image).map_err(why)?;
    let loaded = segments.iter().filter(|it| it.p_type(endian) == PT_LOAD);
    let loaded: Vec<&elf::ProgramHeader64<_>> = loaded.collect();
    let begin = loaded.iter().map(|it| it.p_paddr(endian)).min();
    let begin = begin.ok_or("nothing of it is loaded")?;
    let mut flat = Vec::new();
    let mut write = |address: u64, bytes: &[u8]| {
        let at = address.checked_sub(begin).ok_or("it has two beginnings")? as usize;
        let end = (at + bytes.len()).next_multiple_of(PAGE as usize);
        flat.resize(flat.len().max(end), 0);
        flat[at..at + bytes.len()].copy_from_slice(bytes);
        Ok::<(), String>(())
    };
    for segment in loaded {
        let bytes = segment.data(endian, image);
        let bytes = bytes.map_err(|()| "it is cut")?;
        write(segment.p_paddr(endian), bytes)?;
    }
    let sections = header.sections(endian, image).map_err(why)?;
    let (_, section) = sections
        .section_by_name(endian, COMMAND_LINE)
        .ok_or("it has no room for a command line")?;
    // The last byte of the room stays zero.
    if line.len() as u64 >= section.sh_size(endian) || line.len() > Text::CAPACITY {
        return Err("its command line is too long".to_owned());
    }
    // It runs where it is loaded.
    write(section.sh_addr(endian), line.as_bytes())?;
    Ok(flat)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An image with a page at 1 MiB for the command line, called `name`, and then a part of
    /// three bytes that runs elsewhere.
    fn image(name: &[u8]) -> Vec<u8> {
        const LINE: u64 = 0x200;
        const PART: u64 = LINE + PAGE;
        const NAMES: u64 = PART + 16;
        const SECTIONS: u64 = NAMES + 32;
        let mut image = b"\x7fELF\x02\x01\x01".to_vec();
        let mut write = |at: u64, numbers: &[(usize, u64)]| {
            image.resize(image.len().max(at as usize), 0);
            image.truncate(at as usize);
            for &(bytes, number) in numbers {
                image.extend(&number.to_le_bytes()[..bytes]);
            }
        };
        // The header: an executable for x86-64, two parts, three sections.
        write(
            16,
            &[(2, 2), (2, 62), (4, 1), (8, 0), (8, 64), (8, SECTIONS)],
        );
        write(
            48,
            &[(4, 0), (2, 64), (2, 56), (2, 2), (2, 64), (2, 3), (2, 2)],
        );
        let part = |offset, address, physical, size: u64| {
            let place = [(8, offset), (8, address), (8, physical)];
            [
                &[(4, 1), (4, 0)],
                &place[..],
                &[(8, size), (8, 2 * size), (8, 1)],
            ]
            .concat()
        };
        write(64, &part(LINE, 0x10_0000, 0x10_0000, PAGE));
        write(120, &part(PART, 0xffff_ffff_8010_3000, 0x10_3000, 3));
        let letters: Vec<(usize, u64)> = b"abc".iter().map(|&it| (1, it.into())).collect();
        write(PART, &letters);
        let letters: Vec<(usize, u64)> = name.iter().map(|&it| (1, it.into())).collect();
        write(NAMES + 1, &letters);
        let section = |name, kind, address, offset, size| {
            let place = [(8, address), (8, offset), (8, size)];
            let rest = [(4, 0), (4, 0), (8, 1), (8, 0)];
            [&[(4, name), (4, kind), (8, 0)], &place[..], &rest].concat()
        };
        write(SECTIONS, &section(0, 0, 0, 0, 0));
        write(SECTIONS + 64, &section(1, 1, 0x10_0000, LINE, PAGE));
        write(SECTIONS + 128, &section(0, 3, 0, NAMES, 32));
        image
    }

    #[test]
    fn parts_lie_where_they_are_in_memory_and_the_command_line_is_in_its_page() {
        let flat = flat(&image(COMMAND_LINE), "curve=off it's").expect("is an image");
        assert!(flat.starts_with(b"curve=off it's\0"));
        assert_eq!(&flat[0x3000..0x3004], b"abc\0");
        assert_eq!(flat.len(), 0x4000);
    }

    #[test]
    fn what_is_no_such_image_is_refused() {
        let good = image(COMMAND_LINE);
        assert!(flat(&good[..100], "").is_err());
        assert!(flat(b"MZ", "").is_err());
        let why = flat(&image(b".other"), "").expect_err("it has no such page");
        assert!(why.contains("no room for a command line"), "{why}");
    }

    #[test]
    fn a_command_line_must_fit_its_page_with_a_zero_behind() {
        let image = image(COMMAND_LINE);
        let of = |length| flat(&image, &"x".repeat(length));
        assert!(of(Text::CAPACITY).is_ok());
        assert!(of(Text::CAPACITY + 1).is_err());
    }
}
