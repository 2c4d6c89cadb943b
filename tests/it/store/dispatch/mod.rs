//! Claiming deliveries and recording attempts.

mod claim;
mod claimant;
mod record;
