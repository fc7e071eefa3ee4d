//! Counts of GenMC on the same programs; and where they are too small.
//!
//! `counts.tsv` has them (`ORIGIN.md` says where from), `clients/` the programs.
//! The large rows are ignored by default:
//!
//! ```sh
//! cargo test -p latchwork-explore --test genmc                                  # up to 1,080 executions
//! cargo test -p latchwork-explore --profile model --test genmc -- --include-ignored
//! cargo run  -p latchwork-explore --release --example counts                    # what each costs
//! ```

mod clients;
mod counts;
mod orderings;
mod rows;
mod sc_beside;
mod tas;
