//! Tests of the guard and of the client; nothing here talks to anything but loopback.

mod corpus;
mod fetching;
mod hostile;
mod judging;
mod networks;
mod receivers;
mod sending;
mod tls;
