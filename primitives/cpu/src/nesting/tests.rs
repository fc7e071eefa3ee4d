//! What a nesting counts, and where its counts end.

use super::*;

#[test]
fn the_last_section_restores_what_the_first_found() {
    let nesting = Nesting::default();
    for were_on in [true, false, true] {
        assert_eq!(nesting.depth(), 0);
        assert!(!nesting.were_on(), "outside of sections");
        nesting.enter(were_on);
        assert_eq!(nesting.were_on(), were_on);
        nesting.enter(false);
        nesting.enter(false);
        assert_eq!(nesting.depth(), 3);
        assert_eq!(nesting.were_on(), were_on);
        assert!(!nesting.leave());
        assert_eq!(nesting.depth(), 2);
        assert!(!nesting.leave());
        assert_eq!(nesting.depth(), 1);
        assert_eq!(nesting.leave(), were_on);
    }
}

#[test]
fn a_count_stays_at_its_end() {
    let nesting = Nesting::new();
    // Relaxed, here and below: one thread.
    nesting.depth.store(STUCK - 1, Relaxed);
    nesting.enter(false);
    nesting.enter(false);
    assert_eq!(nesting.depth(), STUCK);
    assert!(!nesting.leave());
    assert_eq!(nesting.depth(), STUCK);

    // Relaxed: one thread.
    nesting.preemption.store(STUCK - 1, Relaxed);
    nesting.preemption_off();
    nesting.preemption_off();
    // Relaxed: one thread.
    assert_eq!(nesting.preemption.load(Relaxed), STUCK);
    assert!(!nesting.preemption_on());
    // Relaxed: one thread.
    assert_eq!(nesting.preemption.load(Relaxed), STUCK);
}

#[test]
fn the_last_section_without_preemption_says_so() {
    let nesting = Nesting::new();
    for _ in 0..2 {
        assert!(!nesting.is_preemption_off());
        nesting.preemption_off();
        assert!(nesting.is_preemption_off());
        nesting.preemption_off();
        nesting.preemption_off();
        assert!(!nesting.preemption_on() && !nesting.preemption_on());
        assert!(nesting.is_preemption_off());
        assert!(nesting.preemption_on());
    }
    assert!(!nesting.is_preemption_off());
}

fn swapped(nesting: &Nesting, were_on: bool) -> bool {
    // SAFETY: it is no CPU's, and no interrupts come of it.
    unsafe { nesting.swap_were_on(were_on) }
}

#[test]
fn a_thread_takes_its_flag_along() {
    let nesting = Nesting::new();
    nesting.enter(true);
    assert!(swapped(&nesting, false));
    assert!(!swapped(&nesting, false));
    assert!(!nesting.leave());
    nesting.enter(false);
    assert!(!swapped(&nesting, true));
    assert!(nesting.leave());
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "of 2 sections")]
fn no_thread_is_switched_inside_of_two_sections() {
    let nesting = Nesting::new();
    nesting.enter(true);
    nesting.enter(false);
    swapped(&nesting, true);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "turned on inside of 1 sections")]
fn interrupts_are_off_in_a_section() {
    let nesting = Nesting::new();
    nesting.enter(true);
    nesting.enter(true);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "no section with interrupts off")]
fn what_is_left_was_entered() {
    Nesting::new().leave();
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "no section with preemption off")]
fn preemption_that_is_on_is_not_turned_on() {
    Nesting::new().preemption_on();
}

#[test]
fn each_cpu_has_its_nesting() {
    let nestings = Nestings::<2>::default();
    nestings.of(1).enter(true);
    assert_eq!((nestings.of(0).depth(), nestings.of(1).depth()), (0, 1));
}

#[test]
#[should_panic(expected = "CPU 2 has no nesting among those of 2 CPUs")]
fn a_cpu_too_many_has_none() {
    Nestings::<2>::new().of(2);
}
