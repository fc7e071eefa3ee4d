//! The page tables of a model.

use super::Model;
use crate::boot::PAGE;
use crate::hardware::{Mapping, PageTables, Rights, TableError};
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::{Acquire, Release};

const PRESENT: u64 = 1 << 0;
const WRITE: u64 = 1 << 1;
const EXECUTE: u64 = 1 << 2;

/// Changes the page tables of a model, one at a time: they have a level, and no memory.
///
/// Whoever makes it is the only one to change them, as a kernel's lock sees to.
#[derive(Debug)]
pub struct Tables<'a>(&'a Model);

impl Model {
    /// Its page tables, to be changed.
    pub fn tables(&self) -> Tables<'_> {
        Tables(self)
    }

    /// The entry of the page that has `address`, and the page's number.
    ///
    /// # Panics
    ///
    /// If the tables have no such page.
    pub(super) fn entry(&self, address: u64) -> (usize, &AtomicU64) {
        let number = usize::try_from(address / PAGE).expect("it is a page of the model");
        (number, &self.entries[number])
    }
}

impl PageTables for Tables<'_> {
    unsafe fn map(&mut self, page: u64, mapping: Mapping) -> Result<(), TableError> {
        let entry = encode(mapping)?;
        match self.look_up(page) {
            Some(_) => Err(TableError::Mapped),
            None => {
                self.store(page, entry);
                Ok(())
            }
        }
    }

    unsafe fn unmap(&mut self, page: u64) -> Result<Mapping, TableError> {
        let mapping = self.look_up(page).ok_or(TableError::NotMapped)?;
        self.store(page, 0);
        Ok(mapping)
    }

    unsafe fn protect(&mut self, page: u64, rights: Rights) -> Result<Rights, TableError> {
        let former = self.look_up(page).ok_or(TableError::NotMapped)?;
        self.store(page, encode(Mapping { rights, ..former })?);
        Ok(former.rights)
    }

    fn look_up(&self, page: u64) -> Option<Mapping> {
        // Acquire: pairs with the Release of whoever has changed it.
        decode(self.0.entry(page).1.load(Acquire))
    }
}

impl Tables<'_> {
    fn store(&self, page: u64, entry: u64) {
        // Release: pairs with the Acquire of a walk; without it a CPU might come to a frame
        // before what was written there.
        self.0.entry(page).1.store(entry, Release);
    }
}

fn encode(Mapping { frame, rights }: Mapping) -> Result<u64, TableError> {
    match (rights.write, rights.execute) {
        (true, true) => Err(TableError::WriteAndExecute),
        (true, false) => Ok(frame | PRESENT | WRITE),
        (false, true) => Ok(frame | PRESENT | EXECUTE),
        (false, false) => Ok(frame | PRESENT),
    }
}

pub(super) fn decode(entry: u64) -> Option<Mapping> {
    let rights = Rights {
        write: entry & WRITE != 0,
        execute: entry & EXECUTE != 0,
    };
    let frame = entry & !(PAGE - 1);
    (entry & PRESENT != 0).then_some(Mapping { frame, rights })
}
