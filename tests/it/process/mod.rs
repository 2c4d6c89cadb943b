//! The program as a process: killed, ended, and called from a command line.

mod batches;
mod bindings;
mod blobs;
mod crash;
mod keys;
mod kills;
mod listen;
mod recovery;
mod templates;
mod verbs;
