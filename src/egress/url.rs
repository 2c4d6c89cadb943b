//! URLs that may be asked, as far as reading them tells.

use std::{fmt, net::IpAddr};

use url::{Host, ParseError, Url};

use super::rule::{Refusal, Rule};

/// The longest URL there may be, in bytes.
pub const MAX_URL_BYTES: usize = 2048;

/// Where a URL points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A DNS name: lower-case, ASCII, without the final dot.
    Name(String),
    /// An IP address, in whichever notation it was written.
    Address(IpAddr),
}

/// A URL that [`Guard::judge_url`](super::Guard::judge_url) let through. Holds the normal form, which is what is stored
/// and what is dialled; there is no second parser that could read it differently.
#[derive(Clone, PartialEq, Eq)]
pub struct AdmittedUrl {
    url: Url,
    target: Target,
}

impl AdmittedUrl {
    /// The URL in its normal form, at most [`MAX_URL_BYTES`] long.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Scheme, host and port, which is as much of a URL as may stand in a log: paths and queries often hold secrets.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }
}

impl fmt::Debug for AdmittedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AdmittedUrl({}/…)", self.origin())
    }
}

/// Everything that can be said about a URL without asking anybody, but for its target.
pub(super) fn read(text: &str) -> Result<AdmittedUrl, Refusal> {
    if text.is_empty() {
        return Err(Rule::Empty.into());
    }
    if text.len() > MAX_URL_BYTES {
        return Err(Rule::TooLong.into());
    }
    // The `url` crate follows browsers: it drops tabs and newlines, trims, and reads `\` as `/`.
    if text.chars().any(|c| c == ' ' || c == '\\' || c.is_control()) {
        return Err(Rule::Characters.into());
    }
    let url = Url::parse(text).map_err(|error| Refusal::from(rule_of(error)))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Rule::Scheme.into());
    }
    let authority = written_authority(text).ok_or(Rule::Malformed)?;
    // `http://@host/` has no user name left once it is parsed.
    if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err(Rule::Userinfo.into());
    }
    let target = match url.host() {
        Some(Host::Domain(name)) => Target::Name(dns_name(name).ok_or(Rule::Host)?),
        Some(Host::Ipv4(address)) => Target::Address(address.into()),
        Some(Host::Ipv6(address)) => Target::Address(address.into()),
        None => return Err(Rule::Host.into()),
    };
    match url.port_or_known_default() {
        Some(80 | 443 | 1024..) => {}
        _ => return Err(Rule::Port.into()),
    }
    if url.as_str().len() > MAX_URL_BYTES {
        return Err(Rule::TooLong.into());
    }
    // The HTTP client's own type is narrower than the URL standard in a few characters.
    if url.as_str().parse::<http::Uri>().is_err() {
        return Err(Rule::Malformed.into());
    }
    Ok(AdmittedUrl { url, target })
}

fn rule_of(error: ParseError) -> Rule {
    match error {
        ParseError::InvalidPort => Rule::Port,
        ParseError::EmptyHost
        | ParseError::IdnaError
        | ParseError::InvalidIpv4Address
        | ParseError::InvalidIpv6Address
        | ParseError::InvalidDomainCharacter => Rule::Host,
        ParseError::Overflow => Rule::TooLong,
        _ => Rule::Malformed,
    }
}

/// What stands between `//` and the path. The parser also takes `http:host` and `http:////host`; nobody means those.
fn written_authority(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(':')?;
    let rest = rest.strip_prefix("//")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    (!authority.is_empty()).then_some(authority)
}

/// The name as it is compared: without the final dot. `None` when it could not stand in the DNS (RFC 1035 section
/// 2.3.4); `_` is let through since container networks use it. The parser has lower-cased it and turned it into ASCII.
pub(super) fn dns_name(host: &str) -> Option<String> {
    let name = host.strip_suffix('.').unwrap_or(host);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    (name.len() <= 253 && name.split('.').all(label)).then(|| name.to_owned())
}
