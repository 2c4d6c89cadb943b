//! Requests that say what can't be: refused with the field and why, and nothing is kept of them.

mod message;
mod resource;
mod spec;
