//! The memory map of UEFI firmware, as the bytes that it writes.

use core::error::Error;
use core::fmt::{self, Display, Formatter};

use super::{MapError, MemoryMap, PAGE, Use};

/// The bytes of a descriptor that are known here; the firmware's may be longer.
const DESCRIPTOR: usize = 40;

/// Notes in `map` what the firmware's map says, whose descriptors begin `stride` bytes
/// apart in `bytes`. What the firmware has used for itself and for loading the kernel is
/// free: nothing of it is needed once the firmware has been left.
///
/// # Errors
///
/// See [`FirmwareMapError`]; then not all is noted.
pub fn note_memory(
    map: &mut MemoryMap,
    bytes: &[u8],
    stride: usize,
) -> Result<(), FirmwareMapError> {
    if stride < DESCRIPTOR {
        return Err(FirmwareMapError::Stride(stride));
    }
    if bytes.is_empty() {
        return Err(FirmwareMapError::Empty);
    }
    for descriptor in bytes.chunks(stride) {
        if descriptor.len() < DESCRIPTOR {
            return Err(FirmwareMapError::Cut);
        }
        let number = |at: usize| {
            let bytes: [u8; 8] = core::array::from_fn(|index| descriptor[at + index]);
            u64::from_le_bytes(bytes)
        };
        // Padding follows its four bytes.
        let kind = number(0) as u32;
        let (start, pages) = (number(8), number(24));
        let end = pages
            .checked_mul(PAGE)
            .and_then(|length| start.checked_add(length))
            .ok_or(FirmwareMapError::Beyond { start, pages })?;
        map.add(start..end, used(kind))
            .map_err(FirmwareMapError::Map)?;
    }
    Ok(())
}

/// What memory of this kind is used for, as the UEFI specification numbers kinds.
fn used(kind: u32) -> Use {
    match kind {
        // The loader's and the boot services' code and data, and what nobody has used.
        1..=4 | 7 => Use::Free,
        8 => Use::Broken,
        9 => Use::Acpi,
        10 => Use::AcpiNvs,
        _ => Use::Reserved,
    }
}

/// Why a firmware's memory map cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirmwareMapError {
    /// Its descriptors are shorter than they can be.
    Stride(usize),
    /// It has none.
    Empty,
    /// It ends within a descriptor.
    Cut,
    /// Memory goes beyond the last address.
    Beyond {
        /// Where it begins.
        start: u64,
        /// How many pages it would have.
        pages: u64,
    },
    /// It does not fit the kernel's.
    Map(MapError),
}

impl Display for FirmwareMapError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stride(bytes) => write!(f, "its descriptors have {bytes} bytes"),
            Self::Empty => f.write_str("it is empty"),
            Self::Cut => f.write_str("it ends within a descriptor"),
            Self::Beyond { start, pages } => {
                write!(f, "it has {pages} pages of memory at {start:#x}")
            }
            Self::Map(error) => error.fmt(f),
        }
    }
}

impl Error for FirmwareMapError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boot::Region;

    /// As firmware writes them, 48 bytes apart.
    const STRIDE: usize = 48;

    fn bytes(descriptors: &[(u32, u64, u64)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &(kind, start, pages) in descriptors {
            // What is there beside the numbers must not be read as part of them.
            bytes.extend(kind.to_le_bytes());
            bytes.extend([0xee; 4]);
            bytes.extend(start.to_le_bytes());
            bytes.extend([0xee; 8]);
            bytes.extend(pages.to_le_bytes());
            bytes.extend([0xee; 16]);
        }
        bytes
    }

    fn read(bytes: &[u8], stride: usize) -> Result<MemoryMap, FirmwareMapError> {
        let mut map = MemoryMap::new();
        note_memory(&mut map, bytes, stride).map(|()| map)
    }

    #[test]
    fn what_the_firmware_is_done_with_is_free() {
        let map = read(
            &bytes(&[
                (3, 0, 1),
                (7, 0x1000, 0x9f),
                (1, 0x10_0000, 0x100),
                (4, 0x20_0000, 0x100),
                (10, 0x30_0000, 1),
                (6, 0x30_1000, 1),
                (9, 0x30_2000, 1),
                (8, 0x30_3000, 1),
                (0x8000_0001, 0x30_4000, 1),
                (11, 0xfee0_0000, 0),
            ]),
            STRIDE,
        )
        .expect("is a map");
        let region = |start, end, used| Region { start, end, used };
        let expected = [
            region(0, 0xa_0000, Use::Free),
            region(0x10_0000, 0x30_0000, Use::Free),
            region(0x30_0000, 0x30_1000, Use::AcpiNvs),
            region(0x30_1000, 0x30_2000, Use::Reserved),
            region(0x30_2000, 0x30_3000, Use::Acpi),
            region(0x30_3000, 0x30_4000, Use::Broken),
            region(0x30_4000, 0x30_5000, Use::Reserved),
        ];
        assert_eq!(map.regions(), expected);
    }

    #[test]
    fn a_map_that_is_cut_is_refused() {
        let whole = bytes(&[(7, 0, 1), (7, 0x2000, 1)]);
        // The last descriptor may lack what is not known here.
        assert!(read(&whole[..STRIDE + DESCRIPTOR], STRIDE).is_ok());
        let cut = read(&whole[..STRIDE + DESCRIPTOR - 1], STRIDE);
        assert_eq!(cut, Err(FirmwareMapError::Cut));
        assert_eq!(read(&[], STRIDE), Err(FirmwareMapError::Empty));
    }

    #[test]
    fn descriptors_that_are_too_short_are_refused() {
        let whole = bytes(&[(7, 0, 1)]);
        for stride in [0, 8, DESCRIPTOR - 1] {
            let error = FirmwareMapError::Stride(stride);
            assert_eq!(read(&whole, stride), Err(error));
        }
    }

    #[test]
    fn memory_beyond_the_last_address_is_refused() {
        for (start, pages) in [(0, u64::MAX), (u64::MAX - 0xfff, 1), (0x1000, 1 << 52)] {
            let error = FirmwareMapError::Beyond { start, pages };
            assert_eq!(read(&bytes(&[(7, start, pages)]), STRIDE), Err(error));
        }
        let error = FirmwareMapError::Beyond {
            start: 0x1000,
            pages: 5,
        };
        assert_eq!(error.to_string(), "it has 5 pages of memory at 0x1000");
    }

    #[test]
    fn a_map_of_too_many_regions_is_refused() {
        let apart = |index: u64| (7, index * 0x2000, 1);
        let many: Vec<_> = (0..=MemoryMap::REGIONS as u64).map(apart).collect();
        let error = FirmwareMapError::Map(MapError::Full);
        assert_eq!(read(&bytes(&many), STRIDE), Err(error));
        assert!(read(&bytes(&many[1..]), STRIDE).is_ok());
    }
}
