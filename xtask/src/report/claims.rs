//! What the results do not say.

use maud::{Markup, html};

use crate::image::report::BootReport;

/// The section.
pub(super) fn section(boot: &BootReport) -> Markup {
    let emulated = boot.accel == "tcg";
    html! {
        ul {
            li {
                strong { "No proof. " }
                "Each result holds of its client, to its bound. Larger clients, other programs over the same "
                "objects, and what lies beyond a bound are not covered."
            }
            li {
                strong { "Memory models. " }
                "The explorer visits the executions that RC11 allows: load buffering, which C11 and some machines "
                "allow, is not among them. loom explores the acquire and release fragment of C11 with gaps: sequentially consistent "
                "accesses count as acquire and release, fences order too much, a weak compare-exchange never "
                "fails by itself, load buffering is not explored, and at most 5 CPUs take part. shuttle is "
                "sequentially consistent, and cannot see a missing ordering at all. More in "
                code { "docs/checker-gaps.md" } "."
            }
            li {
                strong { "Pruned waits. " }
                "loom does not look behind a failed poll of a wait, and the explorer has no failed polls: a waiter "
                "goes on with a value that ends its wait. So a condition must be pure. That loom's pruning loses nothing is argued, and "
                "compared with unpruned explorations where these finish; see " code { "docs/pruning.md" }
                ". Bounded explorations with pruned waits visit fewer executions than their bound allows."
            }
            li {
                strong { "The lowest layer, the compiler and the machine. " }
                "That atomics and cells do what the checkers' models say is taken for granted. So are the "
                "compiler and, of the kernel image, start-up, page tables and interrupts: the image is booted "
                "and tests itself, it is not model-checked. See " code { "docs/architecture.md" } "."
            }
            @if emulated {
                li {
                    strong { "Speed. " }
                    "The image ran on emulated CPUs without caches. The curve says nothing of what a contended "
                    "cache line costs; " code { "README.md" } ", " em { "Read the curve" } ", says what it compares."
                }
            }
            li {
                strong { "Mutants and undefined behaviour. " }
                "A killed mutant shows that the checks notice that one mistake, and nothing of others. "
                "Miri is no part of this run: " code { "cargo xtask check --with miri" } "."
            }
        }
    }
}
