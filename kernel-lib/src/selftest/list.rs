//! What the list of self-tests stands for.

/// Declares the modules of the self-tests, and `for_each_self_test!`, which invokes
/// `$callback! { … }` with the type of each, in order.
macro_rules! self_tests {
    ($($module:ident: $test:ident,)*) => {
        $(
            pub mod $module;
        )*

        /// Each self-test, with its known-bad twins under it.
        #[cfg(test)]
        const TWINS: &[(&str, &[fn(&dyn crate::Machine) -> Verdict])] =
            &[$((<$module::$test as SelfTest>::NAME, $module::tests::TWINS)),*];

        self_tests! { @list ($) $($module: $test,)* }
    };
    (@list ($d:tt) $($module:ident: $test:ident,)*) => {
        macro_rules! for_each_self_test {
            ($d callback:ident [$d($d context:tt)*]) => {
                $d callback! {
                    [$d($d context)*]
                    $($crate::selftest::$module::$test,)*
                }
            };
        }
        use for_each_self_test;
    };
}
