//! URLs of the caller's choosing, everywhere a caller may choose one.

use placard_client::v1::{self, RenderRequest, RenderWebhook};
use tonic::Code;

use crate::support::{
    refusal::Refusal,
    sample,
    server::{Names, Server},
};

const HOSTILE: &str = include_str!("../../data/hostile_urls.txt");

/// The URLs of the list, each with the rule that refuses it.
fn hostile() -> Vec<(&'static str, String)> {
    let lines = HOSTILE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (rule, url) = line.split_once(char::is_whitespace).expect("two words to a line");
            (rule, unescape(url.trim_start_matches(' ')))
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        plain.push(match (c, if c == '\\' { rest.next() } else { None }) {
            ('\\', Some('t')) => '\t',
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', Some('u')) => {
                let hex: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32).expect("a code point")
            }
            ('\\', other) => other.expect("something behind a backslash"),
            (c, _) => c,
        });
    }
    plain
}

fn subscription(url: &str) -> v1::CreateSubscriptionRequest {
    let subscription = Some(sample::subscription(url, &["*"]));
    v1::CreateSubscriptionRequest { subscription, ..Default::default() }
}

fn trigger(url: &str) -> v1::CreateTriggerRequest {
    v1::CreateTriggerRequest { trigger: Some(sample::trigger(url)), ..Default::default() }
}

fn webhook(url: &str) -> RenderRequest {
    let webhook = RenderWebhook { url: url.to_owned(), secret: "sixteen letters!".to_owned() };
    RenderRequest { webhook: Some(webhook), ..sample::render("Webhook") }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_urls_are_refused_wherever_they_are_given() {
    let server = Server::with(&[("egress.allow", "")]).await;
    let caller = server.caller();
    let all = hostile();
    assert!(all.len() >= 400, "only {} URLs: has the list been cut?", all.len());
    for (rule, url) in all {
        let refusals = [
            ("subscription.url", Refusal::of(caller.subscriptions().create_subscription(subscription(&url)).await)),
            ("trigger.url", Refusal::of(caller.triggers().create_trigger(trigger(&url)).await)),
            ("webhook.url", Refusal::of(caller.renders().render(webhook(&url)).await)),
        ];
        for (field, refusal) in refusals {
            if url.is_empty() {
                refusal.must_be(Code::InvalidArgument, "FIELD_REQUIRED", &[field]);
            } else if url.contains('\0') {
                // No text may hold it, URL or not.
                refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &[field]);
            } else {
                refusal.must_be(Code::InvalidArgument, "URL_REFUSED", &[field]);
                assert_eq!(refusal.metadata["rule"], rule, "{url:?}");
            }
        }
    }
    let subscriptions = caller.subscriptions().list_subscriptions(v1::ListSubscriptionsRequest::default()).await;
    assert_eq!(subscriptions.unwrap().into_inner().subscriptions, []);
    let triggers = caller.triggers().list_triggers(v1::ListTriggersRequest::default()).await;
    assert_eq!(triggers.unwrap().into_inner().triggers, []);
    assert_eq!(caller.all_renders(Default::default()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_images_are_refused_before_anything_is_kept() {
    let server = Server::with(&[("egress.allow", "")]).await;
    let mut judged = 0;
    // A part will do: it is the same guard, by another way in. Rules about how a URL is written are left out: a
    // template's image is brought into its normal form before the guard sees it.
    let of_places = |(rule, _): &(&str, String)| {
        !matches!(*rule, "empty" | "malformed" | "characters" | "userinfo" | "scheme" | "host")
    };
    for (rule, url) in hostile().into_iter().filter(of_places).step_by(8) {
        let refusal = server.caller().refused(sample::failing("Hostile", &url)).await;
        // The template's own check of what a picture's URL is comes before the guard's.
        if refusal.reason == "INVALID_FIELD" {
            refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.card.avatar_url"]);
        } else {
            refusal.must_be(Code::InvalidArgument, "URL_REFUSED", &["spec.card.avatar_url"]);
            assert_eq!(refusal.metadata["rule"], rule, "{url:?}");
            judged += 1;
        }
    }
    assert!(judged >= 30, "the guard was asked about {judged} only");
    assert_eq!(server.caller().all_renders(Default::default()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_is_refused_for_what_its_name_resolves_to() {
    let names = Names::default()
        .answer("inner.example", &["10.0.0.7"])
        .answer("meta.example", &["169.254.169.254"])
        .answer("good.example", &["93.184.216.34"]);
    let server = Server::within(names.world(), &[("egress.allow", "")]).await;
    let caller = server.caller();
    for (host, rule) in [("inner.example", "private_network"), ("meta.example", "metadata")] {
        let url = format!("http://{host}/hook");
        let refusals = [
            ("subscription.url", Refusal::of(caller.subscriptions().create_subscription(subscription(&url)).await)),
            ("trigger.url", Refusal::of(caller.triggers().create_trigger(trigger(&url)).await)),
            ("webhook.url", Refusal::of(caller.renders().render(webhook(&url)).await)),
            ("spec.card.avatar_url", caller.refused(sample::failing("Hostile", &url)).await),
        ];
        for (field, refusal) in refusals {
            refusal.must_be(Code::InvalidArgument, "URL_REFUSED", &[field]);
            assert_eq!(refusal.metadata["rule"], rule);
            assert!(!refusal.message.contains("10.0.0.7") && !refusal.message.contains("169.254"), "{refusal:?}");
        }
    }
    caller.subscribe(sample::subscription("http://good.example/hook", &["test"])).await;
    // A name that resolves to nothing yet may come up later; every connection is judged again.
    caller.subscribe(sample::subscription("http://later.example/hook", &["test"])).await;
}
