//! What the operator lets out, and the judgement of one URL.

use std::{fmt, net::IpAddr, str::FromStr, sync::Arc, time::Duration};

use ipnet::IpNet;
use tokio::time::timeout;

use super::{
    address,
    resolve::{Resolve, SystemResolver},
    rule::{Refusal, Rule},
    url::{self, AdmittedUrl, Target},
};

/// How long a name may take to resolve while somebody waits for a URL to be saved.
const JUDGE_LOOKUP: Duration = Duration::from_secs(2);

/// What the operator decides. The default sends anywhere but to what is not public.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Networks that may be dialled although a rule denies them: tests, receivers in a private network. An address is
    /// compared as it is dialled, so `127.0.0.1/32` does not cover `::1` or `64:ff9b::7f00:1`.
    pub allow: Vec<IpNet>,
    /// The only destinations there may be, when given. They don't lift any rule: a private network that is listed here
    /// must stand in `allow` too.
    pub only: Option<Vec<Destination>>,
}

/// One line of [`Policy::only`]: `example.com`, `*.example.com` (any depth, not itself), `203.0.114.0/24`,
/// `203.0.114.7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Exactly this host, lower-case.
    Host(String),
    /// Every host under this domain, lower-case and without `*.`.
    Below(String),
    /// A host all of whose addresses lie in such networks, or an address that does.
    Network(IpNet),
}

/// A line of the operator's list that is neither a network nor a host name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a network such as 203.0.114.0/24 nor a host such as example.com or *.example.com")]
pub struct DestinationError(String);

impl FromStr for Destination {
    type Err = DestinationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(network) = text.parse::<IpNet>() {
            return Ok(Self::Network(network));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Network(address.into()));
        }
        let (below, host) = match text.strip_prefix("*.") {
            Some(domain) => (true, domain),
            None => (false, text),
        };
        // The same reading as a URL's, so that `Bücher.example` matches what a URL of it becomes.
        let name = match ::url::Host::parse(host) {
            Ok(::url::Host::Domain(name)) => url::dns_name(&name),
            _ => None,
        };
        match (name, below) {
            (Some(name), true) => Ok(Self::Below(name)),
            (Some(name), false) => Ok(Self::Host(name)),
            (None, _) => Err(DestinationError(text.to_owned())),
        }
    }
}

impl Destination {
    fn is_name(&self, name: &str) -> bool {
        match self {
            Self::Host(host) => host == name,
            Self::Below(domain) => is_below(name, domain),
            Self::Network(_) => false,
        }
    }

    fn holds(&self, address: IpAddr) -> bool {
        matches!(self, Self::Network(network) if network.contains(&address))
    }
}

/// Judges URLs. Cheap to clone; clones share the policy and the resolver.
#[derive(Clone)]
pub struct Guard {
    policy: Arc<Policy>,
    resolver: Arc<dyn Resolve>,
}

impl Guard {
    /// A guard that asks the system's resolver.
    pub fn new(policy: Policy) -> Self {
        Self::with_resolver(policy, Arc::new(SystemResolver::default()))
    }

    /// A guard that asks `resolver`.
    pub fn with_resolver(policy: Policy, resolver: Arc<dyn Resolve>) -> Self {
        Self { policy: Arc::new(policy), resolver }
    }

    /// Judges what can be read off the URL, addresses written into it included. Asks nobody.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn judge_url(&self, text: &str) -> Result<AdmittedUrl, Refusal> {
        let admitted = url::read(text)?;
        self.judge_target(&admitted)?;
        Ok(admitted)
    }

    /// Judges what the URL's name resolves to at this moment, within two seconds. A name that doesn't resolve passes:
    /// it may come up later, and every connection is judged again.
    ///
    /// # Errors
    /// The rule that any one of its addresses breaks.
    pub async fn judge_now(&self, url: &AdmittedUrl) -> Result<(), Refusal> {
        self.judge_target(url)?;
        let Target::Name(name) = url.target() else { return Ok(()) };
        match timeout(JUDGE_LOOKUP, self.resolver.lookup(name)).await {
            Ok(Ok(addresses)) => self.judge_addresses(name, &addresses),
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }

    /// What is known of a target without resolving it. An address is judged for good: no resolver is asked for one, so
    /// whoever dials must come through here first.
    pub(super) fn judge_target(&self, url: &AdmittedUrl) -> Result<(), Refusal> {
        match url.target() {
            Target::Address(address) => {
                self.judge_address(*address, None)?;
                match &self.policy.only {
                    Some(only) if !only.iter().any(|entry| entry.holds(*address)) => Err(Rule::NotListed.into()),
                    _ => Ok(()),
                }
            }
            Target::Name(name) => {
                // Where the operator allows networks, a local name may lie within: its addresses decide.
                if let Some(rule) = denied_name(name)
                    && self.policy.allow.is_empty()
                {
                    return Err(rule.into());
                }
                match &self.policy.only {
                    Some(only)
                        if !only
                            .iter()
                            .any(|entry| entry.is_name(name) || matches!(entry, Destination::Network(_))) =>
                    {
                        Err(Rule::NotListed.into())
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    /// What a name resolved to: one bad address spoils it.
    pub(super) fn judge_addresses(&self, name: &str, addresses: &[IpAddr]) -> Result<(), Refusal> {
        let denied = denied_name(name);
        for address in addresses {
            self.judge_address(*address, denied)?;
        }
        match &self.policy.only {
            Some(only) if !only.iter().any(|entry| entry.is_name(name)) => {
                let listed = |address: &IpAddr| only.iter().any(|entry| entry.holds(*address));
                if addresses.iter().all(listed) { Ok(()) } else { Err(Rule::NotListed.into()) }
            }
            _ => Ok(()),
        }
    }

    /// One address; `denied_name` is the rule against the name that led to it, which only an allowed address lifts.
    fn judge_address(&self, address: IpAddr, denied_name: Option<Rule>) -> Result<(), Refusal> {
        if self.policy.allow.iter().any(|network| network.contains(&address)) {
            return Ok(());
        }
        match denied_name.or_else(|| address::denied(address)) {
            Some(rule) => Err(rule.into()),
            None => Ok(()),
        }
    }

    pub(super) fn resolver(&self) -> &dyn Resolve {
        &*self.resolver
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// The rule against a name as such, whatever it resolves to. RFC 6761 (localhost), RFC 6762 (local), and `internal`,
/// which ICANN set aside for private use in 2024.
fn denied_name(name: &str) -> Option<Rule> {
    if name == "metadata.google.internal" {
        return Some(Rule::Metadata);
    }
    let local = name == "localhost" || ["localhost", "local", "internal"].iter().any(|domain| is_below(name, domain));
    local.then_some(Rule::LocalName)
}

fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}
