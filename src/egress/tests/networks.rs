//! Random addresses in and around the denied networks, in random notations.
//!
//! The networks stand here a second time, as the design lists them, so that a slip in the guard's own table shows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use proptest::prelude::*;

use crate::egress::{Guard, Policy};

const DENIED_V4: &str = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 \
    192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 \
    168.63.129.16/32";
/// Within `2000::/3`.
const DENIED_V6: &str = "2001::/23 2001:db8::/32 2002::/16 3fff::/20";
/// Outside of `2000::/3`, so that each kind is drawn now and then.
const OUTSIDE_V6: &str = "::/128 ::1/128 ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 fc00::/7 \
    fe80::/10 fec0::/10 ff00::/8 ::/3 4000::/2 8000::/1";

fn networks<N: std::str::FromStr<Err: std::fmt::Debug>>(list: &str) -> Vec<N> {
    list.split_whitespace().map(|network| network.parse().unwrap()).collect()
}

fn denied_v4(address: Ipv4Addr) -> bool {
    networks::<Ipv4Net>(DENIED_V4).iter().any(|network| network.contains(&address))
}

fn denied_v6(address: Ipv6Addr) -> bool {
    if "64:ff9b::/96".parse::<Ipv6Net>().unwrap().contains(&address) {
        return denied_v4(Ipv4Addr::from_bits(address.to_bits() as u32));
    }
    address.segments()[0] >> 13 != 1 || networks::<Ipv6Net>(DENIED_V6).iter().any(|network| network.contains(&address))
}

fn bad_v4() -> impl Strategy<Value = Ipv4Addr> {
    (prop::sample::select(networks::<Ipv4Net>(DENIED_V4)), any::<u32>()).prop_map(|(network, bits)| {
        Ipv4Addr::from_bits(network.network().to_bits() | (bits & network.hostmask().to_bits()))
    })
}

fn bad_v6() -> impl Strategy<Value = Ipv6Addr> {
    let all = format!("{DENIED_V6} {OUTSIDE_V6}");
    (prop::sample::select(networks::<Ipv6Net>(&all)), any::<u128>())
        .prop_map(|(network, bits)| {
            Ipv6Addr::from_bits(network.network().to_bits() | (bits & network.hostmask().to_bits()))
        })
        // The few public ones that `::/3` holds.
        .prop_filter("translated and public", |address| denied_v6(*address))
}

/// Everything one has to draw to write an address in some way.
#[derive(Debug, Clone)]
struct Pen {
    /// 1 to 4: into how many parts an IPv4 address is written; the last takes what is left.
    parts: usize,
    /// For each part: decimal, octal, hexadecimal; leading zeros for the latter two.
    bases: [(u8, usize); 4],
    upper: bool,
    /// Plain, full-width or circled-like digits.
    digits: u8,
    dots: [char; 3],
    final_dot: bool,
    percent: bool,
}

fn pen() -> impl Strategy<Value = Pen> {
    let dot = || prop::sample::select(vec!['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
    (
        1..=4_usize,
        [(0..3_u8, 0..4_usize), (0..3, 0..4), (0..3, 0..4), (0..3, 0..4)],
        any::<bool>(),
        0..3_u8,
        [dot(), dot(), dot()],
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(parts, bases, upper, digits, dots, final_dot, percent)| Pen {
            parts,
            bases,
            upper,
            digits,
            dots,
            final_dot,
            percent,
        })
}

impl Pen {
    fn v4(&self, address: Ipv4Addr) -> String {
        let bits = address.to_bits();
        let mut text = String::new();
        for part in 0..self.parts {
            let value = if part + 1 == self.parts {
                bits & (u32::MAX.checked_shr(8 * part as u32).unwrap_or(0))
            } else {
                (bits >> (24 - 8 * part)) & 0xff
            };
            let (base, zeros) = self.bases[part];
            let zeros = "0".repeat(zeros);
            text += &match base {
                0 => format!("{value}"),
                1 => format!("0{zeros}{value:o}"),
                _ if self.upper => format!("0X{zeros}{value:X}"),
                _ => format!("0x{zeros}{value:x}"),
            };
            if part + 1 < self.parts {
                text.push(self.dots[part]);
            }
        }
        if self.final_dot {
            text.push('.');
        }
        let text: String = text.chars().map(|c| self.digit(c)).collect();
        match self.percent {
            true => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
            false => text,
        }
    }

    fn digit(&self, c: char) -> char {
        let Some(value) = c.to_digit(10) else { return c };
        let zero = match self.digits {
            0 => return c,
            1 => 0xff10,  // full-width
            _ => 0x1d7ce, // mathematical bold
        };
        char::from_u32(zero + value).unwrap_or(c)
    }

    fn v6(&self, address: Ipv6Addr) -> String {
        let s = address.segments();
        let text = match self.bases[0].0 {
            0 => address.to_string(),
            1 => s.map(|segment| format!("{segment:04x}")).join(":"),
            _ => {
                let tail = Ipv4Addr::from_bits(address.to_bits() as u32);
                format!("{:x}:{:x}:{:x}:{:x}:{:x}:{:x}:{tail}", s[0], s[1], s[2], s[3], s[4], s[5])
            }
        };
        format!("[{}]", if self.upper { text.to_uppercase() } else { text })
    }
}

fn passes(host: &str) -> bool {
    Guard::new(Policy::default()).judge_url(&format!("https://{host}:8443/x")).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn denied_ipv4_is_refused_in_every_notation(address in bad_v4(), pen in pen()) {
        prop_assert!(!passes(&pen.v4(address)), "{}", pen.v4(address));
        let [a, b, c, d] = address.octets();
        for wrapped in [
            address.to_ipv6_mapped(),
            address.to_ipv6_compatible(),
            Ipv6Addr::from_bits((0x64_ff9b_u128 << 96) | u128::from(address.to_bits())),
            Ipv6Addr::from_bits((0x2002_u128 << 112) | (u128::from(address.to_bits()) << 80)),
            Ipv6Addr::from([0x20, 1, 0, 0, a, b, c, d, 0, 0, 0, 0, !a, !b, !c, !d]),
        ] {
            prop_assert!(!passes(&pen.v6(wrapped)), "{}", pen.v6(wrapped));
        }
    }

    #[test]
    fn denied_ipv6_is_refused_in_every_notation(address in bad_v6(), pen in pen()) {
        prop_assert!(!passes(&pen.v6(address)), "{}", pen.v6(address));
    }

    #[test]
    fn every_other_ipv4_passes(bits in any::<u32>(), pen in pen()) {
        let address = Ipv4Addr::from_bits(bits);
        prop_assume!(!denied_v4(address));
        prop_assert!(passes(&pen.v4(address)), "{}", pen.v4(address));
        let translated = Ipv6Addr::from_bits((0x64_ff9b_u128 << 96) | u128::from(bits));
        prop_assert!(passes(&pen.v6(translated)), "{}", pen.v6(translated));
    }

    #[test]
    fn every_other_ipv6_passes(bits in any::<u128>(), pen in pen()) {
        let address = Ipv6Addr::from_bits((bits >> 3) | (1 << 125));
        prop_assume!(!denied_v6(address));
        prop_assert!(passes(&pen.v6(address)), "{}", pen.v6(address));
    }

    #[test]
    fn an_allowed_network_lets_its_own_pass_and_no_more(address in bad_v4(), other in bad_v4()) {
        let allow = vec![IpNet::from(IpAddr::from(address))];
        let guard = Guard::new(Policy { allow, only: None });
        let passes = |host: String| guard.judge_url(&format!("http://{host}/")).is_ok();
        prop_assert!(passes(address.to_string()));
        prop_assert_eq!(passes(other.to_string()), other == address);
        prop_assert!(!passes(address.to_string() + ":22"));
    }

    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,60}", host in "[0-9a-fx.:%\\[\\]@。①/\\\\]{0,30}") {
        let guard = Guard::new(Policy::default());
        let _ = guard.judge_url(&text);
        let _ = guard.judge_url(&format!("http://{host}"));
    }
}

#[test]
fn the_edges_of_every_denied_network() {
    for network in networks::<Ipv4Net>(DENIED_V4) {
        assert!(!passes(&network.network().to_string()), "{network}");
        assert!(!passes(&network.broadcast().to_string()), "{network}");
        for beyond in [network.network().to_bits().checked_sub(1), network.broadcast().to_bits().checked_add(1)] {
            let Some(beyond) = beyond.map(Ipv4Addr::from_bits) else { continue };
            assert_eq!(passes(&beyond.to_string()), !denied_v4(beyond), "{beyond} beside {network}");
        }
    }
    for network in networks::<Ipv6Net>(DENIED_V6) {
        assert!(!passes(&format!("[{}]", network.network())), "{network}");
        assert!(!passes(&format!("[{}]", network.broadcast())), "{network}");
        for beyond in [network.network().to_bits() - 1, network.broadcast().to_bits() + 1] {
            let beyond = Ipv6Addr::from_bits(beyond);
            assert_eq!(passes(&format!("[{beyond}]")), !denied_v6(beyond), "{beyond} beside {network}");
        }
    }
}
