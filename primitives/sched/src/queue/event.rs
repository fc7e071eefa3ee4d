//! What happens to a queue.

/// An event of a queue's log, with what the caller was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueEvent<T> {
    /// The value was put at the end.
    Enqueue(T),
    /// The value was refused: the queue was full.
    Refuse(T),
    /// The value was taken from the front.
    Dequeue(T),
    /// Nothing was taken: the queue was empty.
    FindEmpty,
}
