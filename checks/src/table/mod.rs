//! An object's table: what is checked of it, and how far by each checker.
//!
//! A [`Row`] is one subject, with a client of a size (a program on so many CPUs, a
//! comparison, one CPU in its environment). Its three columns say how far the explorer,
//! loom and shuttle go with it, or why one leaves it out. A row whose columns name
//! a [`Property`] is a control: a known-bad twin that each of these checkers must
//! reject.
//!
//! What an [`Object`] must have is looked at before anything of it is run
//! ([`gaps`]), and that each property has a control ([`uncontrolled`]).

mod extent;
mod gap;
mod gaps;
mod object;
mod row;
mod uncontrolled;

pub(crate) use extent::{Cell, Checker, Draw, Extent, alike, all, drawn, first, left_out};
pub(crate) use gap::Gap;
#[cfg(any(loom, shuttle, explore))]
pub(crate) use gaps::gaps;
pub(crate) use object::Object;
pub(crate) use row::{Kind, Row, Subject};
#[cfg(any(loom, shuttle, explore))]
pub(crate) use uncontrolled::uncontrolled;

#[cfg(doc)]
use latchwork_suite::Property;
