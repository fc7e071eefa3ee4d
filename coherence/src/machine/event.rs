//! What happens next.

/// An event. They happen in their order: by time, CPUs before lines, lower numbers first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Event {
    pub(crate) at: u64,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// A CPU begins, or makes the access that it has asked for.
    Cpu(u32),
    /// A CPU's store buffer sends its oldest store.
    Buffer(u32),
    /// A station of a line serves a request.
    Station { line: u32, station: u32 },
}
