//! How a CPU of a model comes from a page to a frame.

use super::Model;
use super::tables::decode;
use crate::hardware::{Mapping, Tlb};
use latchwork_atomic::Ordering::Acquire;
use latchwork_atomic::model::interrupt;

impl Model {
    /// The calling CPU accesses the page at `page`: `access` is told what it comes to, and does
    /// what is done there. An interrupt comes before or after, as with an instruction.
    ///
    /// The CPU uses what it has kept of the page. Otherwise it looks at the tables and keeps what
    /// it finds; that nothing is mapped is not kept.
    ///
    /// # Panics
    ///
    /// If the tables have no such page.
    pub fn access<U>(&self, page: u64, access: impl FnOnce(Option<Mapping>) -> U) -> U {
        let were_on = interrupt::off();
        let result = access(self.translate(page));
        if were_on {
            interrupt::on();
        }
        result
    }

    fn translate(&self, page: u64) -> Option<Mapping> {
        let (number, entry) = self.entry(page);
        let kept = self.mine().kept().get(&number).copied();
        let entry = kept.unwrap_or_else(|| {
            // Acquire: pairs with the Release of whoever has changed the tables: a machine's
            // accesses depend on its walks.
            let entry = entry.load(Acquire);
            if decode(entry).is_some() {
                self.mine().kept().insert(number, entry);
            }
            entry
        });
        decode(entry)
    }
}

// SAFETY: what is kept is taken away, so the next access looks at the tables.
unsafe impl Tlb for Model {
    fn forget(&self, page: u64) {
        let (number, _) = self.entry(page);
        self.mine().kept().remove(&number);
    }

    fn forget_all(&self) {
        self.mine().kept().clear();
    }
}
