//! What the list of objects stands for.

/// Declares the modules of the objects, and makes of the list what a program and the
/// reports need.
macro_rules! objects {
    ($($(#[$attribute:meta])* $folder:ident: [$($layer:expr),*],)*) => {
        $(
            $(#[$attribute])*
            #[cfg(any(loom, shuttle, explore))]
            mod $folder;
        )*

        /// Latchwork's layers, bottom to top.
        pub mod layers {
            use latchwork_layer::Layer;

            /// Every layer.
            pub fn all() -> Vec<&'static Layer> {
                let of_each: &[&[&'static Layer]] = &[$(
                    $(#[$attribute])*
                    &[$($layer),*],
                )*];
                of_each.concat()
            }
        }

        /// Every object, with its table.
        #[cfg(any(loom, shuttle, explore))]
        fn all() -> Vec<$crate::table::Object> {
            let mut all = Vec::new();
            $(
                $(#[$attribute])*
                {
                    let objects = $folder::objects();
                    assert!(!objects.is_empty(), "{} has no object", stringify!($folder));
                    all.extend(objects);
                }
            )*
            all
        }
    };
}

use latchwork_suite::Check;
use std::process::ExitCode;

/// The checks that `checker`, for which this is built, makes of every object.
///
/// # Errors
///
/// What is missing in the objects' tables, or cannot be, a line each.
#[cfg(any(loom, shuttle, explore))]
fn checks(checker: &str) -> Result<Vec<Check>, Vec<String>> {
    use crate::table::{Checker, gaps, uncontrolled};

    if checker != latchwork_suite::checker::NAME {
        return Ok(Vec::new());
    }
    let checker = Checker::named(checker).expect("each checker has a column");
    let objects = crate::all();
    let mut wrong = gaps(&objects);
    wrong.extend(uncontrolled(&objects));
    match wrong.is_empty() {
        true => Ok(objects.iter().flat_map(|it| it.checks(checker)).collect()),
        false => Err(wrong),
    }
}

/// None: this is built for no checker.
#[cfg(not(any(loom, shuttle, explore)))]
fn checks(_checker: &str) -> Result<Vec<Check>, Vec<String>> {
    Ok(Vec::new())
}

/// The program that runs the checks of all objects by `checker`, and the controls. In a
/// build for another checker, or for none, it has no checks, and says so.
///
/// It ends with status 2 if an object's table lacks something.
pub fn main(checker: &str) -> ExitCode {
    match checks(checker) {
        Ok(checks) => latchwork_suite::program::main(checks),
        Err(wrong) => {
            eprintln!("{}", wrong.join("\n"));
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use latchwork_layer::bottom_up;

    #[test]
    fn the_layers_stand_on_each_other() {
        let all = crate::layers::all();
        let order = bottom_up(&all).unwrap();
        let names: Vec<_> = order.iter().map(|layer| layer.name).collect();
        let listed: Vec<_> = all.iter().map(|layer| layer.name).collect();
        assert_eq!(names, listed);
        assert_eq!(names[..2], ["hardware", "lock"]);
    }
}
