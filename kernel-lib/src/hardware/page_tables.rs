//! Translations of addresses.

/// What may be done with a page, besides reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Its bytes may be written.
    pub write: bool,
    /// Its bytes may be executed.
    pub execute: bool,
}

/// What a page is translated to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The physical address of the frame.
    pub frame: u64,
    /// What may be done with it.
    pub rights: Rights,
}

/// Why tables are not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableError {
    /// The page is mapped already, by itself or within a larger one.
    Mapped,
    /// The page is not mapped, or within a larger one only.
    NotMapped,
    /// Both writable and executable: no page may be that.
    WriteAndExecute,
    /// There is no memory for another table.
    NoMemory,
}

/// The translations of an address space, in pages of the smallest size. All CPUs that are in
/// the space use them.
///
/// A change is a store that every CPU sees when it next looks at the tables. But CPUs keep
/// what they have looked up, and may look up anything at any time: after an
/// [`unmap`](PageTables::unmap) or a [`protect`](PageTables::protect) any of them may still use the
/// former translation, until it has [forgotten](super::Tlb) it. That a page was *not* mapped no
/// CPU keeps: what is [mapped](PageTables::map) can be used at once, by the caller, and by
/// whoever the caller tells.
///
/// Addresses are those of the first byte of a page or frame.
pub trait PageTables {
    /// Maps a page that is not mapped.
    ///
    /// # Errors
    ///
    /// If the page is mapped, if the rights are both, or if a table is missing and there is no
    /// memory for it. Nothing is changed then.
    ///
    /// # Safety
    ///
    /// Nobody relies on the page not being there, the frame may be accessed with these rights, and
    /// the addresses are those of a page and of a frame.
    unsafe fn map(&mut self, page: u64, mapping: Mapping) -> Result<(), TableError>;

    /// Unmaps a page, and says what it was mapped to.
    ///
    /// # Errors
    ///
    /// If it is not mapped.
    ///
    /// # Safety
    ///
    /// Nobody uses the page. The frame is used otherwise only when every CPU in the space has
    /// [forgotten](super::Tlb) the translation.
    unsafe fn unmap(&mut self, page: u64) -> Result<Mapping, TableError>;

    /// Gives a page that is mapped other rights, and says which it had.
    ///
    /// # Errors
    ///
    /// If the page is not mapped, or if the rights are both.
    ///
    /// # Safety
    ///
    /// Nobody needs a right that is taken. Nobody relies on its being taken before every CPU in
    /// the space has [forgotten](super::Tlb) the translation.
    unsafe fn protect(&mut self, page: u64, rights: Rights) -> Result<Rights, TableError>;

    /// What the tables say of a page; what a CPU has kept may be older.
    fn look_up(&self, page: u64) -> Option<Mapping>;
}
