//! Claiming deliveries and recording attempts.

mod claim;
mod record;
