//! What names resolve to, at the time of saving; allowed networks and lists of destinations.

use std::net::IpAddr;

use super::receivers::{LOOPBACK, PLENTY, PUBLIC, Script, Silent, loopback_allowed};
use crate::egress::{Destination, Guard, Policy, Refusal, Rule};

async fn judge(policy: Policy, url: &str, answer: Vec<IpAddr>) -> Result<(), Refusal> {
    let guard = Guard::with_resolver(policy, Script::always(answer));
    let admitted = guard.judge_url(url)?;
    guard.judge_now(&admitted).await
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn only(entries: &[&str]) -> Policy {
    Policy { allow: Vec::new(), only: Some(entries.iter().map(|entry| entry.parse().unwrap()).collect()) }
}

#[tokio::test]
async fn one_bad_address_spoils_a_name() {
    let url = "https://example.com/";
    assert_eq!(judge(Policy::default(), url, vec![PUBLIC]).await, Ok(()));
    for (bad, rule) in [
        ("127.0.0.1", Rule::Loopback),
        ("10.1.2.3", Rule::PrivateNetwork),
        ("169.254.169.254", Rule::Metadata),
        ("::1", Rule::Loopback),
        ("::ffff:127.0.0.1", Rule::EmbeddedIpv4),
        ("64:ff9b::a00:1", Rule::PrivateNetwork),
        ("fe80::1", Rule::LinkLocal),
    ] {
        for answer in [vec![ip(bad)], vec![PUBLIC, ip(bad)], vec![ip(bad), PUBLIC]] {
            assert_eq!(judge(Policy::default(), url, answer).await, Err(rule.into()), "{bad}");
        }
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_may_be_saved() {
    assert_eq!(judge(Policy::default(), "https://example.com/", Vec::new()).await, Ok(()));
}

#[tokio::test]
async fn a_resolver_that_is_silent_is_not_waited_for_forever() {
    let guard = Guard::with_resolver(Policy::default(), std::sync::Arc::new(Silent));
    let admitted = guard.judge_url("https://example.com/").unwrap();
    // Without its own limit this would never end.
    let judged = tokio::time::timeout(PLENTY.timeout, guard.judge_now(&admitted)).await;
    assert_eq!(judged, Ok(Ok(())));
}

#[tokio::test]
async fn an_address_is_judged_without_a_resolver() {
    let resolver = Script::always(vec![PUBLIC]);
    let admitted = Guard::new(loopback_allowed()).judge_url("http://127.0.0.1/").unwrap();
    let stricter = Guard::with_resolver(Policy::default(), resolver.clone());
    assert_eq!(stricter.judge_now(&admitted).await, Err(Rule::Loopback.into()));
    assert_eq!(resolver.asked(), 0);
}

#[tokio::test]
async fn local_names_are_allowed_by_their_addresses_alone() {
    for name in ["http://localhost/", "http://a.localhost./", "http://db.internal/", "http://metadata.google.internal/"]
    {
        assert!(judge(Policy::default(), name, vec![PUBLIC]).await.is_err(), "{name} needs an allowed network");
        assert_eq!(judge(loopback_allowed(), name, vec![LOOPBACK]).await, Ok(()), "{name}");
        // The rule is the name's: nothing is told of the address.
        let refused = judge(loopback_allowed(), name, vec![LOOPBACK, ip("::1")]).await.unwrap_err().rule;
        assert!(matches!(refused, Rule::LocalName | Rule::Metadata), "{name}");
        assert!(judge(loopback_allowed(), name, vec![PUBLIC]).await.is_err(), "{name} is public, and not allowed");
    }
}

#[tokio::test]
async fn an_allowed_network_keeps_the_other_rules() {
    let allow = Policy { allow: vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()], only: None };
    assert_eq!(judge(allow.clone(), "http://10.1.2.3:8080/", Vec::new()).await, Ok(()));
    assert_eq!(judge(allow.clone(), "http://[::1]/", Vec::new()).await, Ok(()));
    assert_eq!(judge(allow.clone(), "http://10.1.2.3:25/", Vec::new()).await, Err(Rule::Port.into()));
    assert_eq!(judge(allow.clone(), "http://a@10.1.2.3/", Vec::new()).await, Err(Rule::Userinfo.into()));
    assert_eq!(judge(allow.clone(), "http://11.1.2.3/", Vec::new()).await, Ok(()));
    assert_eq!(judge(allow.clone(), "http://[::ffff:10.1.2.3]/", Vec::new()).await, Err(Rule::EmbeddedIpv4.into()));
    assert_eq!(judge(allow.clone(), "http://x.example/", vec![ip("10.1.2.3"), PUBLIC]).await, Ok(()));
    assert_eq!(judge(allow, "http://x.example/", vec![ip("192.168.0.1")]).await, Err(Rule::PrivateNetwork.into()));
}

#[tokio::test]
async fn a_list_of_hosts_admits_those_alone() {
    let policy = || only(&["example.com", "*.hooks.example", "Bücher.example"]);
    for good in ["http://example.com/", "http://EXAMPLE.com./", "http://a.hooks.example/", "http://a.b.hooks.example/"]
    {
        assert_eq!(judge(policy(), good, vec![PUBLIC]).await, Ok(()), "{good}");
    }
    assert_eq!(judge(policy(), "http://bücher.example/", vec![PUBLIC]).await, Ok(()));
    for bad in ["http://www.example.com/", "http://hooks.example/", "http://xhooks.example/", "http://8.8.8.8/"] {
        // No list of hosts alone needs a resolver to say so.
        let guard = Guard::with_resolver(policy(), std::sync::Arc::new(Silent));
        assert_eq!(guard.judge_url(bad), Err(Rule::NotListed.into()), "{bad}");
    }
    // Being listed lifts no rule.
    assert_eq!(judge(policy(), "http://example.com/", vec![LOOPBACK]).await, Err(Rule::Loopback.into()));
}

#[tokio::test]
async fn a_list_of_networks_admits_what_lies_within() {
    let policy = || only(&["8.8.8.0/24", "1.1.1.1", "example.com", "10.0.0.0/8"]);
    assert_eq!(judge(policy(), "http://8.8.8.9/", Vec::new()).await, Ok(()));
    assert_eq!(judge(policy(), "http://1.1.1.1/", Vec::new()).await, Ok(()));
    assert_eq!(judge(policy(), "http://1.1.1.2/", Vec::new()).await, Err(Rule::NotListed.into()));
    assert_eq!(judge(policy(), "http://10.0.0.1/", Vec::new()).await, Err(Rule::PrivateNetwork.into()));
    assert_eq!(judge(policy(), "http://dns.example/", vec![PUBLIC]).await, Ok(()));
    assert_eq!(judge(policy(), "http://dns.example/", vec![PUBLIC, ip("9.9.9.9")]).await, Err(Rule::NotListed.into()));
    assert_eq!(judge(policy(), "http://example.com/", vec![ip("9.9.9.9")]).await, Ok(()));
    assert_eq!(judge(only(&[]), "http://example.com/", vec![PUBLIC]).await, Err(Rule::NotListed.into()));
}

#[test]
fn destinations_are_read_or_refused() {
    assert_eq!("*.Example.com".parse(), Ok(Destination::Below("example.com".to_owned())));
    assert_eq!("example.com.".parse(), Ok(Destination::Host("example.com".to_owned())));
    assert_eq!("10.0.0.0/8".parse(), Ok(Destination::Network("10.0.0.0/8".parse().unwrap())));
    assert_eq!("::1".parse(), Ok(Destination::Network("::1/128".parse().unwrap())));
    for bad in ["", "*", "*.", "a.*.b", "http://example.com", "example.com:80", "10.0.0.0/33", "0x7f.1", "a b"] {
        assert!(bad.parse::<Destination>().is_err(), "{bad}");
    }
}

#[test]
fn what_is_logged_holds_no_path() {
    let admitted = Guard::new(Policy::default()).judge_url("https://example.com:8443/secret?token=1").unwrap();
    assert_eq!(format!("{admitted:?}"), "AdmittedUrl(https://example.com:8443/…)");
    assert_eq!(admitted.origin(), "https://example.com:8443");
    assert_eq!(admitted.as_str(), "https://example.com:8443/secret?token=1");
}
