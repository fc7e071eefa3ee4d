//! What the list of self-tests stands for.

/// Declares the modules of the self-tests, and `for_each_self_test!`, which invokes
/// `$callback! { … }` with the type of each, in order.
macro_rules! self_tests {
    ($($module:ident: $test:ident,)*) => {
        $(
            pub mod $module;
            #[cfg(test)]
            #[allow(unused_imports, reason = "it only must be there")]
            use $module::tests as _;
        )*
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
