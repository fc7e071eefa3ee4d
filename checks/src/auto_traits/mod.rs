//! Which auto traits each public type of the primitives has, for parameters that have them
//! and for parameters that do not.
//!
//! The compiler decides: a type that loses a trait of its row, or gains one that is not in
//! it, does not compile. A public type without a row fails the test.

mod has;
mod parameters;
mod sources;
mod table;

#[test]
fn every_public_type_has_a_row() {
    let rows = table::names();
    let types = sources::public_types();
    let missing: Vec<_> = types
        .iter()
        .filter(|it| !rows.contains(it.as_str()))
        .collect();
    assert!(missing.is_empty(), "types without a row: {missing:?}");
    let stale: Vec<_> = rows.iter().filter(|it| !types.contains(**it)).collect();
    assert!(stale.is_empty(), "rows of no type: {stale:?}");
}
