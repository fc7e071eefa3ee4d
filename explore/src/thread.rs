//! Threads of a model.

use crate::run::{
    Request, Work, ask, ask_now, begins, current, foreign, in_run, local, run_number, stop_at,
};
use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::panic::Location;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

/// Waits for a thread to end.
pub struct JoinHandle<T> {
    /// The run and the number of the thread.
    run: u64,
    thread: usize,
    result: Arc<Mutex<Option<T>>>,
}

/// Starts a thread.
///
/// What the caller has done happens before what the thread does.
///
/// # Panics
///
/// Outside of a model. A model with more than
/// [`MAX_THREADS`](crate::Explorer::MAX_THREADS) threads fails.
#[track_caller]
pub fn spawn<F, T>(work: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let result = Arc::new(Mutex::new(None));
    let made = Arc::clone(&result);
    let at = Location::caller();
    let body = Work::new(Box::new(move || {
        begins(at);
        let value = work();
        *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }));
    let (thread, _) = ask(Request::Spawn(body), at);
    JoinHandle {
        run: run_number(),
        thread: usize::try_from(thread).expect("a thread's number"),
        result,
    }
}

impl<T> JoinHandle<T> {
    /// Blocks until the thread has ended; what it did happens before the return.
    ///
    /// # Errors
    ///
    /// None: a thread that panics ends the exploration.
    ///
    /// # Panics
    ///
    /// Outside of a model.
    #[track_caller]
    pub fn join(self) -> std::thread::Result<T> {
        let at = Location::caller();
        if in_run() && run_number() != self.run {
            stop_at(Some(foreign(at)), at);
        }
        ask(Request::Join(self.thread), at);
        let result = self
            .result
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        Ok(result.expect("a thread that has ended has left its result"))
    }

    /// The number of the thread.
    pub fn thread(&self) -> usize {
        self.thread
    }
}

impl<T> Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("thread", &self.thread)
            .finish_non_exhaustive()
    }
}

/// The number of the current thread: the main thread is 0, the others are
/// numbered as they are spawned.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn current_id() -> usize {
    current(|context| context.thread.get())
}

/// Any number below `of`: each is explored.
///
/// For inputs of a model, and for what a specification leaves open.
///
/// # Panics
///
/// If `of` is 0 or does not fit into 16 bits; outside of a model.
#[track_caller]
pub fn choose(of: usize) -> usize {
    let few = u16::try_from(of).ok().filter(|&of| of > 0);
    let of = few.unwrap_or_else(|| panic!("a choice is between 1 and 65,535, not {of}"));
    if of == 1 {
        return 0;
    }
    let (chosen, _) = ask_now(Request::Choose(of), Location::caller());
    usize::try_from(chosen).expect("it fits into 16 bits")
}

/// How many waits of the current thread (for a value, or for a mutex) may have had
/// to wait in this execution: they could have read an older value, with which they
/// would not have been over. A check that wants contention can see that there is.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn waits() -> usize {
    crate::run::waits()
}

/// How many steps the current thread has taken: the index that its next event
/// will have in an [`Execution`](crate::Execution).
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn steps() -> usize {
    crate::run::steps()
}

/// The current thread plays `role` from now on, of several that it plays in turn: the CPU
/// of a kernel, for instance, in whose name it goes on.
///
/// It is no event, and changes nothing. [`Execution::role`](crate::Execution::role) tells
/// in whose name an event was.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn plays(role: usize) {
    crate::run::plays(role);
}

/// Whether the execution is over, and its threads are being ended, or a panic is on
/// its way through the current one: destructors are run then whose threads have not
/// come as far as they believe.
pub fn is_ending() -> bool {
    crate::run::is_ending()
}

/// The current thread changes something that the explorer does not see: a log that the
/// model keeps in host memory, for instance. A turn of a loop in which it does is explored,
/// and not left out ([Waits](crate#waits)).
///
/// Outside of a model it does nothing.
pub fn has_effect() {
    crate::run::has_effect();
}

/// Nothing: every execution is explored anyway.
pub fn yield_now() {}

/// A value for each thread of each execution; made by
/// [`thread_local!`](crate::thread_local).
pub struct LocalKey<T: 'static> {
    make: fn() -> T,
}

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    pub const fn new(make: fn() -> T) -> Self {
        Self { make }
    }

    /// Looks at the value of the current thread.
    ///
    /// # Panics
    ///
    /// Outside of a model.
    #[track_caller]
    pub fn with<U>(&'static self, look: impl FnOnce(&T) -> U) -> U {
        let key = std::ptr::from_ref(self).addr();
        let value: Rc<dyn Any> = local(key, || Rc::new((self.make)()));
        look(value.downcast_ref().expect("a key has one type"))
    }

    /// Looks at the value of the current thread, if this is called from a model.
    ///
    /// # Errors
    ///
    /// Outside of a model.
    pub fn try_with<U>(&'static self, look: impl FnOnce(&T) -> U) -> Result<U, OutsideOfAModel> {
        if in_run() {
            Ok(self.with(look))
        } else {
            Err(OutsideOfAModel)
        }
    }
}

impl<T> Debug for LocalKey<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

/// There is no thread of a model here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideOfAModel;

/// `thread_local! { static NAME: Type = value; }`: a value for each thread of
/// each execution.
#[macro_export]
macro_rules! thread_local {
    ($($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $value:expr);* $(;)?) => {$(
        $(#[$attribute])*
        $visibility static $name: $crate::thread::LocalKey<$type> =
            $crate::thread::LocalKey::new(|| $value);
    )*};
}
