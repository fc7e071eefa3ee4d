//! Compare-exchange: it is an update if it succeeds, and a load if it fails, of any
//! value a load could read. The weak form may fail without a reason.

use crate::family::litmus;

litmus! {
    /// One of two wins, and the other reads what it wrote.
    one_wins ("CAS", "C++20 [atomics.types.operations], compare_exchange") [x] {
        { value_read(x.compare_exchange(0, 1, Relaxed, Relaxed)) }
        { value_read(x.compare_exchange(0, 2, Relaxed, Relaxed)) }
        finally [x]
        asks "0 0 x=1"
        rc11 ["0 1 x=1" "2 0 x=2"]
        sc_lacks []
    }

    /// A strong exchange of the expected value succeeds.
    strong_succeeds ("CAS", "C++20 [atomics.types.operations], compare_exchange") [x] {
        { u64::from(x.compare_exchange(0, 1, Relaxed, Relaxed).is_ok()) }
        finally [x]
        asks "0 x=0"
        rc11 ["1 x=1"]
        sc_lacks []
    }

    /// A weak one may fail, in any memory model.
    weak_fails ("weak CAS", "C++20 [atomics.types.operations], compare_exchange_weak") [x] {
        { u64::from(x.compare_exchange_weak(0, 1, Relaxed, Relaxed).is_ok()) }
        finally [x]
        spurious 1
        asks "0 x=0"
        rc11 ["0 x=0" "1 x=1"]
        sc_lacks []
    }

    /// And again.
    weak_fails_twice ("weak CAS", "C++20 [atomics.types.operations], compare_exchange_weak") [x] {
        {
            let first = x.compare_exchange_weak(0, 1, Relaxed, Relaxed).is_ok();
            let second = x.compare_exchange_weak(0, 2, Relaxed, Relaxed).is_ok();
            [u64::from(first), u64::from(second)]
        }
        finally [x]
        spurious 2
        asks "00 x=0"
        rc11 ["00 x=0" "10 x=1" "01 x=2"]
        sc_lacks []
    }

    /// Both may fail, but not both succeed.
    weak_against_weak ("weak CAS", "C++20 [atomics.types.operations], compare_exchange_weak") [x] {
        {
            let a = x.compare_exchange_weak(0, 1, Relaxed, Relaxed);
            [u64::from(a.is_ok()), value_read(a)]
        }
        {
            let a = x.compare_exchange_weak(0, 2, Relaxed, Relaxed);
            [u64::from(a.is_ok()), value_read(a)]
        }
        spurious 1
        asks "10 10"
        rc11 ["10 {00,01}" "{00,02} 10" "00 00"]
        sc_lacks []
    }

    /// One that fails without a reason has the ordering of failure.
    weak_failure_acquires ("weak CAS", "C++20 [atomics.types.operations], compare_exchange_weak") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        {
            let a = y.compare_exchange_weak(1, 2, Relaxed, Acquire);
            [u64::from(a.is_ok()), value_read(a), x.load(Relaxed)]
        }
        spurious 1
        asks "010"
        rc11 ["00*" "011" "11*"]
        sc_lacks ["110"]
    }

    /// A failed exchange may read an old value.
    failed_reads_an_old_value ("MP+CAS", "C++20 [atomics.types.operations], compare_exchange") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { [y.load(Relaxed), value_read(x.compare_exchange(7, 9, SeqCst, Relaxed))] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// But none older than its thread has seen.
    failed_is_coherent ("CoRR+CAS", "C++20 [intro.races], read-read coherence") [x] {
        { x.store(1, Relaxed); x.store(2, Relaxed); }
        { [x.load(Relaxed), value_read(x.compare_exchange(7, 9, Relaxed, Relaxed))] }
        asks "10"
        rc11 ["0{0,1,2}" "1{1,2}" "22"]
        sc_lacks []
    }

    /// A failed SC exchange is an SC load.
    failed_sc ("SB+CAS", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); value_read(y.compare_exchange(7, 9, SeqCst, SeqCst)) }
        { y.store(1, SeqCst); value_read(x.compare_exchange(7, 9, SeqCst, SeqCst)) }
        asks "0 0"
        rc11 ["* *" "!0 0"]
        sc_lacks []
    }

    /// With a relaxed failure it is none.
    failed_relaxed ("SB+CAS", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); value_read(y.compare_exchange(7, 9, SeqCst, Relaxed)) }
        { y.store(1, SeqCst); value_read(x.compare_exchange(7, 9, SeqCst, Relaxed)) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// A successful one may come before a store that is already there.
    succeeds_before_a_store ("MP+CAS", "C++20 [atomics.order], read-modify-write") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { [y.load(Relaxed), value_read(x.compare_exchange(0, 2, Relaxed, Relaxed))] }
        finally [x]
        asks "10 x=1"
        rc11 ["** x=1"]
        sc_lacks ["10 x=1"]
    }

    /// The value is expected, and there are two such stores (ABA).
    aba ("CAS", "Lahav 2017, ATOMICITY") [x] {
        { x.store(1, Relaxed); x.store(0, Relaxed); }
        { value_read(x.compare_exchange(0, 5, Relaxed, Relaxed)) }
        finally [x]
        asks "1 x=5"
        rc11 ["0 x={0,5}" "1 x=0"]
        sc_lacks []
    }
}
