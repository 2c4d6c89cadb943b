//! Types that cannot be invalid, and the arithmetic that needs no world.
//!
//! Nothing in here does I/O, reads a clock, draws a random number or knows another room of this crate.

pub mod id;
pub mod output;
pub mod reason;
pub mod spec;
pub mod timestamp;
pub mod violation;
