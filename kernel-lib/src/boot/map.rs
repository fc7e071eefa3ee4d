//! What lies where in physical memory.

use core::fmt::{self, Display, Formatter};
use core::ops::Range;

use arrayvec::ArrayVec;

#[cfg(test)]
mod tests;

/// The bytes of a page, in which memory is claimed and taken.
pub const PAGE: u64 = 4096;

/// What memory is used for. Where a loader says two things of the same memory, the later
/// one in this list is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// RAM that is free.
    Free,
    /// RAM in which the loader has left something that is not read yet.
    Loader,
    /// RAM with a file that was loaded with the kernel.
    Module,
    /// RAM with the kernel's image.
    Image,
    /// RAM of the tables and the stack that the image was entered with.
    Boot,
    /// RAM of the page that CPUs start in.
    Trampoline,
    /// RAM of the page tables.
    Tables,
    /// RAM of the variables and stacks of the CPUs.
    Cpus,
    /// RAM with ACPI tables, which is free when they have been read.
    Acpi,
    /// RAM that the firmware keeps for itself.
    AcpiNvs,
    /// No RAM for the kernel: the firmware's or a device's.
    Reserved,
    /// RAM that is broken.
    Broken,
}

impl Use {
    /// Every use.
    pub const ALL: [Self; 12] = [
        Self::Free,
        Self::Loader,
        Self::Module,
        Self::Image,
        Self::Boot,
        Self::Trampoline,
        Self::Tables,
        Self::Cpus,
        Self::Acpi,
        Self::AcpiNvs,
        Self::Reserved,
        Self::Broken,
    ];

    /// Whether it is RAM that the kernel may read and write.
    pub fn is_ram(self) -> bool {
        self < Self::AcpiNvs
    }

    /// Its name, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Loader => "the loader's",
            Self::Module => "modules",
            Self::Image => "image",
            Self::Boot => "boot tables",
            Self::Trampoline => "trampoline",
            Self::Tables => "page tables",
            Self::Cpus => "CPUs",
            Self::Acpi => "ACPI tables",
            Self::AcpiNvs => "the firmware's",
            Self::Reserved => "reserved",
            Self::Broken => "broken",
        }
    }
}

/// Memory that is used for one thing. It is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its first byte.
    pub start: u64,
    /// One past its last byte.
    pub end: u64,
    /// What it is used for.
    pub used: Use,
}

/// What is known of memory: regions in the order of their addresses, of which no two
/// overlap, and no two that touch have the same use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryMap {
    regions: ArrayVec<Region, { MemoryMap::REGIONS }>,
}

impl MemoryMap {
    /// The most regions.
    pub const REGIONS: usize = 128;

    /// Nothing is known.
    pub const fn new() -> Self {
        Self {
            regions: ArrayVec::new_const(),
        }
    }

    /// The regions.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The bytes that are used so.
    pub fn bytes(&self, used: Use) -> u64 {
        let regions = self.regions.iter().filter(|it| it.used == used);
        regions.map(|it| it.end - it.start).sum()
    }

    /// Notes what the loader or the firmware says of `range`, where it overlaps what is
    /// known already: the later of both in the list of [`Use`].
    ///
    /// # Errors
    ///
    /// [`MapError::Full`]; the map is then as it was.
    pub fn add(&mut self, range: Range<u64>, used: Use) -> Result<(), MapError> {
        self.lay(range, used, Use::max)
    }

    /// Notes that the pages which `range` touches, all free so far, are used.
    ///
    /// # Errors
    ///
    /// [`MapError::Taken`] if not all of it is free RAM, or [`MapError::Full`]; the map is
    /// then as it was.
    pub fn claim(&mut self, range: Range<u64>, used: Use) -> Result<(), MapError> {
        let pages = pages_around(&range);
        let mut holding = self.regions.iter().filter(|it| it.used == Use::Free);
        if !holding.any(|it| it.start <= pages.start && pages.end <= it.end) {
            return Err(MapError::Taken);
        }
        self.lay(pages, used, |_, new| new)
    }

    /// Takes `bytes`, rounded up to pages, of free RAM: the lowest there are in the range
    /// `within` at a multiple of `align`. Says where they are.
    ///
    /// # Panics
    ///
    /// If `align` is no power of two, or less than a page.
    ///
    /// # Errors
    ///
    /// [`MapError::Taken`] if there is no such RAM, or [`MapError::Full`]; the map is then
    /// as it was.
    pub fn take(
        &mut self,
        bytes: u64,
        align: u64,
        within: Range<u64>,
        used: Use,
    ) -> Result<Range<u64>, MapError> {
        assert!(
            align.is_power_of_two() && align >= PAGE,
            "aligned to {align}"
        );
        let length = bytes.checked_next_multiple_of(PAGE);
        let length = length.ok_or(MapError::Taken)?;
        let fitting = |region: &Region| {
            let start = region
                .start
                .max(within.start)
                .checked_next_multiple_of(align)?;
            let end = start.checked_add(length)?;
            (end <= region.end.min(within.end)).then_some(start..end)
        };
        let mut free = self.regions.iter().filter(|it| it.used == Use::Free);
        let range = free.find_map(fitting).ok_or(MapError::Taken)?;
        self.claim(range.clone(), used)?;
        Ok(range)
    }

    /// Frees all that is used so.
    pub fn release(&mut self, used: Use) {
        let mut released = Self::new();
        for region in &self.regions {
            let freed = region.used == used;
            let now = if freed { Use::Free } else { region.used };
            let pushed = released.push(region.start..region.end, now);
            pushed.expect("there are no more regions than before");
        }
        *self = released;
    }

    /// The first run of RAM at `address` or above it: whole pages, whatever lies in them,
    /// as far as they go.
    pub fn ram_from(&self, address: u64) -> Option<Range<u64>> {
        let mut regions = self.regions.iter().filter(|it| it.used.is_ram()).peekable();
        while let Some(first) = regions.next() {
            let mut end = first.end;
            while let Some(next) = regions.next_if(|next| next.start == end) {
                end = next.end;
            }
            let pages = pages_within(&(first.start.max(address)..end));
            if !pages.is_empty() {
                return Some(pages);
            }
        }
        None
    }

    /// Notes the use of `range`, and where something is known already, what `both` makes
    /// of the old and the new use.
    fn lay(
        &mut self,
        range: Range<u64>,
        used: Use,
        both: impl Fn(Use, Use) -> Use,
    ) -> Result<(), MapError> {
        let mut laid = Self::new();
        // What comes before it is laid.
        let mut next = range.start;
        for old in &self.regions {
            laid.push(next..range.end.min(old.start), used)?;
            laid.push(old.start..old.end.min(range.start), old.used)?;
            let within = old.start.max(range.start)..old.end.min(range.end);
            laid.push(within, both(old.used, used))?;
            laid.push(old.start.max(range.end)..old.end, old.used)?;
            next = next.max(old.end);
        }
        laid.push(next..range.end, used)?;
        *self = laid;
        Ok(())
    }

    /// Appends a region, if it is not empty, to the last one where that is used so too.
    fn push(&mut self, range: Range<u64>, used: Use) -> Result<(), MapError> {
        if range.is_empty() {
            return Ok(());
        }
        let Range { start, end } = range;
        match self.regions.last_mut() {
            Some(last) if last.end == start && last.used == used => last.end = end,
            _ => {
                let region = Region { start, end, used };
                self.regions.try_push(region).map_err(|_| MapError::Full)?;
            }
        }
        Ok(())
    }
}

/// For people: how much RAM is used for what.
impl Display for MemoryMap {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for used in Use::ALL.into_iter().filter(|it| it.is_ram()) {
            let bytes = self.bytes(used);
            if bytes > 0 {
                write!(f, "{separator}{} KiB {}", bytes / 1024, used.name())?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

/// The pages that `range` touches.
fn pages_around(range: &Range<u64>) -> Range<u64> {
    let end = range.end.checked_next_multiple_of(PAGE);
    range.start / PAGE * PAGE..end.unwrap_or(u64::MAX)
}

/// The pages that lie in `range` as a whole.
fn pages_within(range: &Range<u64>) -> Range<u64> {
    let start = range.start.checked_next_multiple_of(PAGE);
    start.unwrap_or(u64::MAX)..range.end / PAGE * PAGE
}

/// Why a map cannot be changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapError {
    /// It would have more regions than [`MemoryMap::REGIONS`].
    Full,
    /// The memory is not free RAM.
    Taken,
}

impl Display for MapError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => write!(f, "more than {} regions of memory", MemoryMap::REGIONS),
            Self::Taken => f.write_str("no free RAM there"),
        }
    }
}

impl core::error::Error for MapError {}
