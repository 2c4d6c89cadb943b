//! The guard at the way out: every address that somebody else chose is judged here.
//!
//! A URL is judged twice when it is saved: [`Guard::judge_url`] reads it, [`Guard::judge_now`] resolves its name.
//!
//! This room knows `domain` and nothing else of this crate: not what is sent, to whom it belongs, or when to try again.

mod address;
mod guard;
mod resolve;
mod rule;
mod url;

#[cfg(test)]
mod tests;

pub use self::{
    guard::{Destination, DestinationError, Guard, Policy},
    resolve::{Resolve, SystemResolver},
    rule::{Refusal, Rule},
    url::{AdmittedUrl, MAX_URL_BYTES},
};
