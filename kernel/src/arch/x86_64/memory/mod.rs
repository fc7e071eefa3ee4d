pub(crate) mod layout;
mod page_tables;
pub(crate) mod paging;
pub(crate) mod stacks;
mod tables;
pub(crate) mod tlb;
