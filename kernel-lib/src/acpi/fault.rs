//! What is wrong with a table.

use core::error::Error;
use core::fmt::{self, Display, Formatter, Write};

/// The four letters that a table begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; 4]);

impl Signature {
    /// Where the other tables are, of 32-bit addresses.
    pub const RSDT: Self = Self(*b"RSDT");
    /// Where the other tables are, of 64-bit addresses.
    pub const XSDT: Self = Self(*b"XSDT");
    /// What leads to one of these two. It begins with more letters than it is called by.
    pub const RSDP: Self = Self(*b"RSDP");
    /// The interrupt controllers: the MADT.
    pub const MADT: Self = Self(*b"APIC");
    /// What all machines have: the FADT.
    pub const FADT: Self = Self(*b"FACP");
    /// A timer.
    pub const HPET: Self = Self(*b"HPET");
    /// The machine's description in AML.
    pub const DSDT: Self = Self(*b"DSDT");
    /// More of that.
    pub const SSDT: Self = Self(*b"SSDT");
}

impl Display for Signature {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| match byte {
            b'!'..=b'~' => f.write_char(char::from(*byte)),
            _ => f.write_char('?'),
        })
    }
}

/// A table that is no good, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The table.
    pub table: Signature,
    /// Its physical address; 0 if it has none.
    pub address: u64,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No table leads to it.
    Missing,
    /// Where it should be is no memory that can be read.
    Unreadable,
    /// Something else is there.
    Unsigned,
    /// It says that it has so many bytes, which are too few.
    Short(u32),
    /// It says that it has so many bytes, which are too many.
    Long(u32),
    /// Its bytes do not add up to 0.
    Sum,
    /// Its entry at this offset, which says that it has so many bytes, ends too early, or
    /// after the table. What comes before it counts.
    Entry {
        /// From the table's begin.
        offset: usize,
        /// What the entry says.
        length: u8,
    },
}

/// One line, for people.
impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            table,
            address,
            wrong,
        } = self;
        if let Wrong::Missing = wrong {
            return write!(f, "ACPI has no table {table}");
        }
        write!(f, "ACPI's table {table} at {address:#x} ")?;
        match wrong {
            Wrong::Missing => Ok(()),
            Wrong::Unreadable => f.write_str("is not in memory"),
            Wrong::Unsigned => f.write_str("is not there"),
            Wrong::Short(length) => write!(f, "is cut off: it has {length} bytes"),
            Wrong::Long(length) => write!(f, "cannot be so long: it has {length} bytes"),
            Wrong::Sum => f.write_str("is damaged: its bytes do not add up to 0"),
            Wrong::Entry { offset, length } => write!(
                f,
                "is damaged: its entry at {offset} cannot have {length} bytes"
            ),
        }
    }
}

impl Error for Fault {}
