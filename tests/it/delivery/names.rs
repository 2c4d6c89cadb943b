//! Names that a real DNS server answers for, and certificates of a private authority, through the program itself.

use http::Version;
use placard_client::v1::{self, DeliveryState};
use tonic::Code;

use crate::support::{
    caller::Caller, dns::DnsServer, process::Process, receiver::Receiver, refusal::Refusal, sample, tls::TlsReceiver,
};

async fn send(caller: &Caller, subscription_id: &str) -> v1::SendTestEventResponse {
    let request = v1::SendTestEventRequest { subscription_id: subscription_id.to_owned(), ..Default::default() };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner()
}

/// The program, whose names this server answers for.
async fn process(data: &tempfile::TempDir, dns: &DnsServer, more: &[(&str, &str)]) -> Process {
    let servers = dns.address.to_string();
    let settings = [("PLACARD_EGRESS_DNS_SERVERS", servers.as_str()), ("PLACARD_RETRY_SCHEDULE", "50ms")];
    Process::start(data.path(), &[&settings[..], more].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_dns_rebinds_is_refused_at_the_dial_and_the_rule_is_shown() {
    let (data, dns) = (tempfile::tempdir().unwrap(), DnsServer::start().await);
    let process = process(&data, &dns, &[("PLACARD_EGRESS_ALLOW", "")]).await;
    let caller = process.caller();
    let mut behind = Receiver::start().await;
    for (name, rebound, rule) in [
        ("loopback.test", &["127.0.0.1"][..], "loopback"),
        ("loopback6.test", &["::1"], "loopback"),
        ("metadata.test", &["169.254.169.254"], "metadata"),
        ("private.test", &["10.0.0.7"], "private_network"),
        // One bad address among good ones spoils the name.
        ("mixed.test", &["93.184.216.34", "127.0.0.1"], "loopback"),
    ] {
        dns.set(name, &["93.184.216.34"]);
        let url = format!("http://{name}:{}/hook", behind.address.port());
        let (subscription, _) = caller.subscribe(sample::subscription(&url, &["test"])).await;
        dns.set(name, rebound);
        let sent = send(&caller, &subscription.subscription_id).await;
        let delivery = caller.delivery_in(DeliveryState::Exhausted, &sent.delivery_id).await;
        assert_eq!(delivery.attempts.len(), 2, "{name}");
        for attempt in &delivery.attempts {
            assert!(attempt.error.ends_with(&format!("(rule `{rule}`)")), "{name}: {}", attempt.error);
            assert!(rebound.iter().all(|address| !attempt.error.contains(address)), "{name}: {}", attempt.error);
            assert_eq!(attempt.response_status, 0, "{name}");
        }
        // And what is so from the start is refused when it is saved.
        let subscription = sample::subscription(&url, &["test"]);
        let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), ..Default::default() };
        let refusal = Refusal::of(caller.subscriptions().create_subscription(request).await);
        refusal.must_be(Code::InvalidArgument, "URL_REFUSED", &["subscription.url"]);
    }
    assert_eq!(behind.so_far().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_those_of_the_configured_servers() {
    let (data, dns) = (tempfile::tempdir().unwrap(), DnsServer::start().await);
    let process = process(&data, &dns, &[]).await;
    let caller = process.caller();
    let mut receiver = Receiver::start().await;
    dns.set("receiver.test", &["127.0.0.1"]);
    let url = format!("http://receiver.test:{}/hook", receiver.address.port());
    let (subscription, _) = caller.subscribe(sample::subscription(&url, &["test"])).await;
    send(&caller, &subscription.subscription_id).await;
    assert_eq!(receiver.next().await.header("host"), format!("receiver.test:{}", receiver.address.port()));
    // No such name, though the system's hosts file may have it.
    let url = format!("http://nowhere.test:{}/hook", receiver.address.port());
    let (subscription, _) = caller.subscribe(sample::subscription(&url, &["test"])).await;
    let sent = send(&caller, &subscription.subscription_id).await;
    let delivery = caller.delivery_in(DeliveryState::Exhausted, &sent.delivery_id).await;
    assert_eq!(delivery.attempts[0].error, "the host's name does not resolve");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_deliveries_share_one_connection_over_http2() {
    const DELIVERIES: usize = 100;
    let (data, dns) = (tempfile::tempdir().unwrap(), DnsServer::start().await);
    let mut receiver = TlsReceiver::start("receiver.test", &[b"h2", b"http/1.1"]).await;
    dns.set("receiver.test", &["127.0.0.1"]);
    let authority = receiver.authority.display().to_string();
    let process = process(&data, &dns, &[("PLACARD_EGRESS_CA_FILE", &authority)]).await;
    let caller = process.caller();
    let url = format!("https://receiver.test:{}/hook", receiver.address.port());
    let (subscription, _) = caller.subscribe(sample::subscription(&url, &["test"])).await;
    // The first one opens the connection; those that come while it is opened would open their own.
    let first = send(&caller, &subscription.subscription_id).await;
    caller.delivery_in(DeliveryState::Succeeded, &first.delivery_id).await;
    for _ in 1..DELIVERIES {
        send(&caller, &subscription.subscription_id).await;
    }
    for _ in 0..DELIVERIES {
        assert_eq!(receiver.next().await, Version::HTTP_2);
    }
    assert_eq!(receiver.connections(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_trusted_or_for_another_host_is_told() {
    let (data, dns) = (tempfile::tempdir().unwrap(), DnsServer::start().await);
    let known = TlsReceiver::start("receiver.test", &[b"h2"]).await;
    let unknown = TlsReceiver::start("receiver.test", &[b"h2"]).await;
    dns.set("receiver.test", &["127.0.0.1"]);
    dns.set("other.test", &["127.0.0.1"]);
    let authority = known.authority.display().to_string();
    let process = process(&data, &dns, &[("PLACARD_EGRESS_CA_FILE", &authority)]).await;
    let caller = process.caller();
    for (host, port, trusted) in [
        ("receiver.test", known.address.port(), true),
        ("other.test", known.address.port(), false),
        ("receiver.test", unknown.address.port(), false),
    ] {
        let url = format!("https://{host}:{port}/hook");
        let (subscription, _) = caller.subscribe(sample::subscription(&url, &["test"])).await;
        let sent = send(&caller, &subscription.subscription_id).await;
        let end = if trusted { DeliveryState::Succeeded } else { DeliveryState::Exhausted };
        let delivery = caller.delivery_in(end, &sent.delivery_id).await;
        let error = if trusted { "" } else { "the receiver's TLS certificate is not valid for this host" };
        assert_eq!(delivery.attempts[0].error, error, "{url}");
    }
}
