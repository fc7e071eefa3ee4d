pub(crate) mod layout;
pub(crate) mod paging;
pub(crate) mod stacks;
mod tables;
