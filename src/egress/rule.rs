//! The rules by which a URL is refused.

use std::fmt;

use crate::domain::{reason::Reason, violation::Violation};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $sentence:literal;)*) => {
        /// Why a URL is not let out.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule { $($(#[$doc])* $variant,)* }

        impl Rule {
            /// Every rule there is.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)*];

            /// The name clients see in `metadata.rule`, `lower_snake`. Stable.
            pub const fn as_str(self) -> &'static str {
                match self { $(Rule::$variant => $name,)* }
            }

            /// What is wrong with the URL, to be read after the name of the field: `must not contain …`.
            pub const fn sentence(self) -> &'static str {
                match self { $(Rule::$variant => $sentence,)* }
            }

            /// The rule of that name.
            pub fn from_name(name: &str) -> Option<Rule> {
                match name { $($name => Some(Rule::$variant),)* _ => None }
            }
        }
    };
}

rules! {
    /// Nothing was given.
    Empty = "empty", "must not be empty";
    /// Longer than [`MAX_URL_BYTES`](super::MAX_URL_BYTES), as written or once normalised.
    TooLong = "too_long", "must be at most 2048 bytes long";
    /// A space, a control character or a backslash: parsers disagree about these, and that is how one is fooled.
    Characters = "characters", "must not contain spaces, control characters or backslashes; percent-encode them";
    /// Not an absolute URL.
    Malformed = "malformed", "must be an absolute URL such as https://example.com/hook";
    /// Neither `http` nor `https`.
    Scheme = "scheme", "must begin with http:// or https://";
    /// `user@` or `user:password@` before the host, even an empty one.
    Userinfo = "userinfo", "must not contain a user name or a password";
    /// The host is missing, or neither a DNS name nor an IP address.
    Host = "host", "must name a host: a DNS name or an IP address";
    /// Below 1024 and neither 80 nor 443, or no port at all.
    Port = "port", "must use port 80, port 443 or one from 1024 to 65535";
    /// `localhost`, `*.localhost`, `*.local`, `*.internal`.
    LocalName = "local_name", "names a host of the local machine or network, which requests are not sent to";
    /// An address at which a cloud hands its machines their credentials, or the name of one.
    Metadata = "metadata", "points at a cloud's metadata service, which requests are not sent to";
    /// `0.0.0.0/8` and `::`.
    Unspecified = "unspecified", "points at the unspecified address, which requests are not sent to";
    /// `127.0.0.0/8` and `::1`.
    Loopback = "loopback", "points at a loopback address, which requests are not sent to";
    /// `10/8`, `172.16/12`, `192.168/16`, `fc00::/7`, `fec0::/10`.
    PrivateNetwork = "private_network", "points into a private network, which requests are not sent to";
    /// `100.64.0.0/10`.
    SharedNetwork = "shared_network", "points into a carrier's shared network, which requests are not sent to";
    /// `169.254.0.0/16` and `fe80::/10`.
    LinkLocal = "link_local", "points at a link-local address, which requests are not sent to";
    /// The networks that stand in books.
    Documentation = "documentation", "points into a network reserved for documentation, which requests are not sent to";
    /// `198.18.0.0/15` and `2001:2::/48`.
    Benchmarking = "benchmarking", "points into a network reserved for benchmarks, which requests are not sent to";
    /// `224.0.0.0/4` and `ff00::/8`.
    Multicast = "multicast", "points at a multicast address, which requests are not sent to";
    /// `255.255.255.255`.
    Broadcast = "broadcast", "points at the broadcast address, which requests are not sent to";
    /// 6to4 and Teredo, whose relays unwrap an IPv4 address hidden inside.
    Tunnel = "tunnel", "points into a tunnel between IPv4 and IPv6, which requests are not sent to";
    /// An IPv4 address written as an IPv6 one (mapped, compatible, or translated by a local prefix).
    EmbeddedIpv4 = "embedded_ipv4", "wraps an IPv4 address into an IPv6 one; write the IPv4 address";
    /// What IANA keeps for protocols or for the future.
    Reserved = "reserved", "points at a reserved address, which requests are not sent to";
    /// The operator lists the destinations there may be, and this is none of them.
    NotListed = "not_listed", "is not among the destinations that this server's operator has listed";
}

/// A URL that is not let out, and the rule that says so. Never names the address that a host resolved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Refusal {
    pub rule: Rule,
}

impl Refusal {
    /// The violation of the field that held the URL.
    pub fn violation(self, field: impl Into<String>) -> Violation {
        match self.rule {
            Rule::Empty => Violation::required(field),
            rule => {
                let detail = Some(("rule", rule.as_str()));
                Violation { detail, ..Violation::new(field, Reason::UrlRefused, rule.sentence()) }
            }
        }
    }
}

impl From<Rule> for Refusal {
    fn from(rule: Rule) -> Self {
        Self { rule }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the URL {}", self.rule.sentence())
    }
}

impl std::error::Error for Refusal {}
