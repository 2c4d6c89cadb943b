//! Which addresses are out of bounds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::rule::Rule;

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix))
}

const fn v6(s: [u16; 8], prefix: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]), prefix))
}

/// The networks nothing is sent to, after IANA's special-purpose registries and the RFC beside each line. The first
/// that holds an address names the rule, so a narrower one stands before the one around it.
#[rustfmt::skip]
const DENIED: &[(IpNet, Rule)] = &[
    // The clouds' metadata services, also where they fall into a wider range below.
    (v4(169, 254, 169, 254, 32), Rule::Metadata),                       // AWS, Google, Azure, DigitalOcean, Oracle
    (v4(100, 100, 100, 200, 32), Rule::Metadata),                       // Alibaba Cloud
    (v4(168, 63, 129, 16, 32), Rule::Metadata),                         // Azure's wire server, in public space
    (v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128), Rule::Metadata),   // AWS over IPv6
    (v6([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128), Rule::Metadata),    // Google over IPv6

    (v4(0, 0, 0, 0, 8), Rule::Unspecified),                             // RFC 791; 0.0.0.0 dials loopback
    (v4(10, 0, 0, 0, 8), Rule::PrivateNetwork),                         // RFC 1918
    (v4(100, 64, 0, 0, 10), Rule::SharedNetwork),                       // RFC 6598
    (v4(127, 0, 0, 0, 8), Rule::Loopback),                              // RFC 1122 section 3.2.1.3
    (v4(169, 254, 0, 0, 16), Rule::LinkLocal),                          // RFC 3927
    (v4(172, 16, 0, 0, 12), Rule::PrivateNetwork),                      // RFC 1918
    (v4(192, 0, 0, 0, 24), Rule::Reserved),                             // RFC 6890 IETF protocol assignments
    (v4(192, 0, 2, 0, 24), Rule::Documentation),                        // RFC 5737 TEST-NET-1
    (v4(192, 88, 99, 0, 24), Rule::Tunnel),                             // RFC 7526 6to4 relay anycast, deprecated
    (v4(192, 168, 0, 0, 16), Rule::PrivateNetwork),                     // RFC 1918
    (v4(198, 18, 0, 0, 15), Rule::Benchmarking),                        // RFC 2544
    (v4(198, 51, 100, 0, 24), Rule::Documentation),                     // RFC 5737 TEST-NET-2
    (v4(203, 0, 113, 0, 24), Rule::Documentation),                      // RFC 5737 TEST-NET-3
    (v4(224, 0, 0, 0, 4), Rule::Multicast),                             // RFC 5771
    (v4(255, 255, 255, 255, 32), Rule::Broadcast),                      // RFC 919
    (v4(240, 0, 0, 0, 4), Rule::Reserved),                              // RFC 1112 section 4

    // Within 2000::/3, all of which is otherwise public.
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32), Rule::Tunnel),              // RFC 4380 Teredo
    (v6([0x2001, 2, 0, 0, 0, 0, 0, 0], 48), Rule::Benchmarking),        // RFC 5180
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), Rule::Reserved),            // RFC 2928 IETF protocol assignments
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), Rule::Documentation),   // RFC 3849
    (v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), Rule::Tunnel),              // RFC 3056 6to4
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), Rule::Documentation),       // RFC 9637

    // Outside 2000::/3, none of which is public: these lines only give the better names.
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 128), Rule::Unspecified),             // RFC 4291 section 2.5.2
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), Rule::Loopback),                // RFC 4291 section 2.5.3
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 96), Rule::EmbeddedIpv4),             // RFC 4291 section 2.5.5.1 IPv4-compatible
    (v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 96), Rule::EmbeddedIpv4),        // RFC 4291 section 2.5.5.2 IPv4-mapped
    (v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96), Rule::EmbeddedIpv4),        // RFC 7915 IPv4-translated
    (v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48), Rule::EmbeddedIpv4),     // RFC 8215 local translation prefix
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), Rule::PrivateNetwork),       // RFC 4193 unique local
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), Rule::LinkLocal),           // RFC 4291 section 2.5.6
    (v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), Rule::PrivateNetwork),      // RFC 3879 site-local, deprecated
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), Rule::Multicast),            // RFC 4291 section 2.7
];

/// Global unicast: all of IPv6 that IANA has given out. <https://www.iana.org/assignments/ipv6-address-space>
const GLOBAL_UNICAST: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// The well-known translation prefix of RFC 6052: its addresses reach the IPv4 address in their last 32 bits.
const NAT64: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// The rule that keeps requests away from `address`; `None` when it is public.
pub(super) fn denied(address: IpAddr) -> Option<Rule> {
    if let IpAddr::V6(v6) = address
        && NAT64.contains(&v6)
    {
        let [.., a, b, c, d] = v6.octets();
        return denied(IpAddr::from([a, b, c, d]));
    }
    if let Some((_, rule)) = DENIED.iter().find(|(network, _)| network.contains(&address)) {
        return Some(*rule);
    }
    match address {
        IpAddr::V6(v6) if !GLOBAL_UNICAST.contains(&v6) => Some(Rule::Reserved),
        _ => None,
    }
}
