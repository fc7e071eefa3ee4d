//! The start and the end of a thread synchronize.

use crate::family::litmus;

litmus! {
    /// What comes before the start, the thread sees.
    start ("spawn", "C++20 [thread.thread.constr]") [x] {
        first { x.store(1, Relaxed); }
        { x.load(Relaxed) }
        asks "0"
        rc11 ["1"]
        sc_lacks []
    }

    /// What the thread does, whoever joins it sees.
    end ("join", "C++20 [thread.thread.member]") [x] {
        { x.store(1, Relaxed); }
        finally [x]
        asks "x=0"
        rc11 ["x=1"]
        sc_lacks []
    }

    /// Two threads that are started one after the other are not in order.
    no_order_between_two ("spawn", "C++20 [thread.thread.constr]") [x] {
        { x.store(1, Relaxed); }
        { x.store(2, Relaxed); }
        finally [x]
        asks "x=1"
        rc11 ["x={1,2}"]
        sc_lacks []
    }

    /// What was there before the start is hidden only by what came after it.
    initial_value ("spawn", "C++20 [intro.races], write-read coherence") [x] {
        first { x.store(1, Relaxed); x.store(2, Relaxed); }
        { x.load(Relaxed) }
        { x.store(3, Relaxed); x.load(Relaxed) }
        asks "1 3"
        rc11 ["{2,3} 3"]
        sc_lacks []
    }
}
