//! The object of the execution that runs.

use std::sync::Arc;
#[cfg(not(explore))]
use std::sync::Weak;

/// What tells a failure: the object that the model of the current execution has
/// made.
///
/// loom and shuttle stop where an execution fails, with all that it has made. The
/// explorer ends it, and its objects with it; so there the last one is kept.
#[cfg(explore)]
type Kept<T> = Arc<T>;

/// What tells a failure: the object that the model of the current execution has
/// made.
#[cfg(not(explore))]
type Kept<T> = Weak<T>;

#[derive(Debug)]
pub(crate) struct Current<T: ?Sized>(Option<Kept<T>>);

impl<T: ?Sized> Current<T> {
    /// An execution begins, with this object.
    pub(crate) fn is(&mut self, object: Arc<T>) {
        #[cfg(explore)]
        let kept = object;
        #[cfg(not(explore))]
        let kept = Arc::downgrade(&object);
        self.0 = Some(kept);
    }

    /// The object, if it stands.
    pub(crate) fn get(&self) -> Option<Arc<T>> {
        #[cfg(explore)]
        let object = self.0.clone();
        #[cfg(not(explore))]
        let object = self.0.as_ref()?.upgrade();
        object
    }
}

impl<T: ?Sized> Default for Current<T> {
    fn default() -> Self {
        Self(None)
    }
}
