//! Tests of the guard; nothing here talks to anything but loopback.

mod corpus;
mod judging;
mod networks;
mod receivers;
