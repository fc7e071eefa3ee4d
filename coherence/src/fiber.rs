//! The programs of the CPUs, as coroutines.

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};
use std::rc::Rc;

/// Bytes of a program's stack: locks need little.
const STACK: usize = 128 << 10;

/// How a program comes back.
pub(crate) type Back = Yielder<(), ()>;

/// The program of a CPU.
pub(crate) struct Fiber(Option<Coroutine<(), (), (), DefaultStack>>);

impl Fiber {
    /// The program that calls `work` with its number and with how it comes back.
    pub(crate) fn new(cpu: usize, work: Rc<dyn Fn(usize, *const Back)>) -> Self {
        let stack = DefaultStack::new(STACK).expect("there is memory for a stack");
        let body = move |back: &Back, ()| work(cpu, std::ptr::from_ref(back));
        Self(Some(Coroutine::with_stack(stack, body)))
    }

    /// Lets it run until it waits for an answer, or is over: whether it is.
    pub(crate) fn resume(&mut self) -> bool {
        let body = self.0.as_mut().expect("it runs until it is over");
        match body.resume(()) {
            CoroutineResult::Yield(()) => false,
            CoroutineResult::Return(()) => {
                self.0 = None;
                true
            }
        }
    }
}

impl Drop for Fiber {
    /// One that is not over is leaked: to unwind it would run its destructors, which
    /// might wait for what never comes.
    fn drop(&mut self) {
        std::mem::forget(self.0.take());
    }
}
