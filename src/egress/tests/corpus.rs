//! The lists of hostile and of good URLs.

use crate::egress::{Guard, MAX_URL_BYTES, Policy, Refusal, Rule};

const HOSTILE: &str = include_str!("../../../tests/data/hostile_urls.txt");
const GOOD: &str = include_str!("../../../tests/data/good_urls.txt");

/// The lines of a list: number, first word, URL.
fn lines(list: &str) -> impl Iterator<Item = (usize, &str, String)> {
    list.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(|(index, line)| {
        let (first, url) = line.split_once(char::is_whitespace).expect("two words to a line");
        (index + 1, first, unescape(url.trim_start_matches(' ')))
    })
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        plain.push(match rest.next() {
            Some('t') => '\t',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('\\') => '\\',
            Some('u') => {
                let hex: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32).expect("a code point")
            }
            other => panic!("unknown escape {other:?} in {text}"),
        });
    }
    plain
}

#[test]
fn every_hostile_url_is_refused_by_its_rule() {
    let guard = Guard::new(Policy::default());
    let mut count = 0;
    let mut wrong = Vec::new();
    for (line, rule, url) in lines(HOSTILE) {
        count += 1;
        let expected = Rule::from_name(rule).unwrap_or_else(|| panic!("line {line}: no rule {rule}"));
        match guard.judge_url(&url) {
            Err(Refusal { rule }) if rule == expected => {}
            other => wrong.push(format!("line {line}: {url:?} must be {rule}, is {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 400, "only {count} URLs: has the list been cut?");
}

#[test]
fn every_rule_of_the_default_policy_has_a_hostile_url() {
    for rule in Rule::ALL {
        // These three don't fit on a line of the list, or need a policy.
        let elsewhere = matches!(rule, Rule::Empty | Rule::TooLong | Rule::NotListed);
        assert!(elsewhere || lines(HOSTILE).any(|(_, name, _)| name == rule.as_str()), "{rule:?}");
        assert_eq!(Rule::from_name(rule.as_str()), Some(*rule));
    }
}

#[test]
fn an_allowed_network_opens_nothing_else() {
    let guard = Guard::new(Policy { allow: vec!["127.0.0.1/32".parse().unwrap()], only: None });
    let mut opened = 0;
    for (line, rule, url) in lines(HOSTILE) {
        match guard.judge_url(&url) {
            Err(refusal) => assert_eq!(refusal.rule.as_str(), rule, "line {line}: {url:?}"),
            Ok(admitted) => {
                // Names that are local are left to their addresses; `metadata.google.internal` is such a name too.
                let loopback = rule == "loopback" && admitted.as_str().contains("//127.0.0.1");
                let name = rule == "local_name" || (rule == "metadata" && admitted.as_str().contains("google"));
                assert!(loopback || name, "line {line}: {url:?} passed as {admitted:?}");
                opened += 1;
            }
        }
    }
    assert!(opened > 0);
}

#[test]
fn every_good_url_passes_in_its_normal_form() {
    let guard = Guard::new(Policy::default());
    for (line, normal, url) in lines(GOOD) {
        match guard.judge_url(&url) {
            Ok(admitted) => {
                assert_eq!(admitted.as_str(), normal, "line {line}");
                assert_eq!(guard.judge_url(normal).as_ref(), Ok(&admitted), "line {line}: the normal form is one");
            }
            Err(refusal) => panic!("line {line}: {url:?} is refused: {refusal}"),
        }
    }
}

#[test]
fn length_is_bounded_before_and_after_it_is_normalised() {
    let guard = Guard::new(Policy::default());
    let of_length = |length: usize| format!("https://example.com/{}", "a".repeat(length - 20));
    assert!(guard.judge_url(&of_length(MAX_URL_BYTES)).is_ok());
    assert_eq!(guard.judge_url(&of_length(MAX_URL_BYTES + 1)), Err(Rule::TooLong.into()));
    // Each of these takes two bytes as it is written and six once it is percent-encoded.
    let grows = format!("https://example.com/{}", "é".repeat(400));
    assert!(grows.len() < MAX_URL_BYTES);
    assert_eq!(guard.judge_url(&grows), Err(Rule::TooLong.into()));
    assert_eq!(guard.judge_url(""), Err(Rule::Empty.into()));
    // A name of 253 bytes is the longest there is, whatever the URL's length.
    let name = |last: usize| format!("http://{0}.{0}.{0}.{1}/", "a".repeat(63), "b".repeat(last));
    assert!(guard.judge_url(&name(61)).is_ok());
    assert_eq!(guard.judge_url(&name(62)), Err(Rule::Host.into()));
}

#[test]
fn a_refusal_is_a_violation_of_its_field() {
    let guard = Guard::new(Policy::default());
    let refused = |url: &str| guard.judge_url(url).unwrap_err().violation("subscription.url");
    assert_eq!(
        refused("http://[::1]/").to_string(),
        "subscription.url points at a loopback address, which requests are not sent to"
    );
    assert_eq!(refused("http://[::1]/").reason.as_str(), "URL_REFUSED");
    assert_eq!(refused("").reason.as_str(), "FIELD_REQUIRED");
}
