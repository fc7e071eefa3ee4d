//! Native stress of a lock that knows nothing of Latchwork, and of known-bad
//! twins.
//!
//! ```sh
//! cargo run --release -p latchwork-example-lock-api -- all
//! ```

mod twins;

use twins::{Hangs, NeverTries, Open, Twin};

latchwork_suite::lock_api_suite! {
    parking_lot::RawMutex,
    Twin<Open> as "Open" => violates Exclusion,
    Twin<NeverTries> as "NeverTries" => violates Refinement,
    Twin<Hangs> as "Hangs" => violates Progress,
}
