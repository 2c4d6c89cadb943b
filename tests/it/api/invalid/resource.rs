//! Resources, changes and filters that can't be.

use placard_client::v1;
use prost_types::FieldMask;
use tonic::Code;

use crate::support::{
    refusal::Refusal,
    sample,
    server::{Names, Server},
};

#[tokio::test(flavor = "multi_thread")]
async fn updates_name_what_they_change() {
    let server = Server::start().await;
    let caller = server.caller();
    let (made, _) = caller.create_trigger(sample::trigger("http://127.0.0.1:1024/")).await;
    let update = |trigger: Option<v1::Trigger>, paths: &[&str]| v1::UpdateTriggerRequest {
        trigger,
        update_mask: Some(FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() }),
    };
    for (trigger, paths, field) in [
        (None, &["name"][..], "trigger"),
        (Some(made.clone()), &[], "update_mask"),
        (Some(made.clone()), &["nam"], "update_mask"),
        (Some(made.clone()), &["trigger_id"], "update_mask"),
        (Some(v1::Trigger { name: "n".repeat(201), ..made.clone() }), &["name"], "trigger.name"),
        (Some(v1::Trigger { url: "ftp://x".into(), ..made.clone() }), &["url"], "trigger.url"),
        (Some(v1::Trigger { spec: None, ..made.clone() }), &["spec"], "trigger.spec"),
        (Some(v1::Trigger { spec: sample::render("").spec, ..made.clone() }), &["spec"], "trigger.spec.card.title"),
    ] {
        let refusal = Refusal::of(caller.triggers().update_trigger(update(trigger, paths)).await);
        assert_eq!((refusal.code, refusal.fields()), (Code::InvalidArgument, vec![field]), "{refusal:#?}");
    }
    let found = v1::GetTriggerRequest { trigger_id: made.trigger_id.clone() };
    let found = caller.triggers().get_trigger(found).await.unwrap().into_inner().trigger.unwrap();
    assert_eq!(found, made, "what was refused changed nothing");
    // What the mask doesn't name is not even looked at.
    let odd = v1::Trigger { name: "new".into(), url: "ftp://x".into(), spec: None, ..made.clone() };
    let changed = caller.triggers().update_trigger(update(Some(odd), &["name"])).await.unwrap();
    let changed = changed.into_inner().trigger.unwrap();
    assert_eq!(changed, v1::Trigger { name: "new".into(), update_time: changed.update_time, ..made });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_cannot_be_is_refused_with_its_field() {
    let server = Server::start().await;
    let caller = server.caller();
    let good = || sample::subscription("http://127.0.0.1:1024/", &["*"]);
    let typed = |types: &[&str]| sample::subscription("http://127.0.0.1:1024/", types);
    let filter = |filter| v1::Subscription { filter: Some(filter), ..good() };
    let many = (0..9).map(|n| (format!("k{n}"), String::new())).collect();
    for (subscription, field, hint) in [
        (None, "subscription", ""),
        (Some(typed(&[])), "subscription.event_types", ""),
        (Some(typed(&["*"; 33])), "subscription.event_types", "32"),
        (Some(typed(&["*", "render.complete"])), "subscription.event_types[1]", "did you mean `render.completed`?"),
        (Some(v1::Subscription { state: 3, ..good() }), "subscription.state", ""),
        (
            Some(filter(v1::SubscriptionFilter { r#type: "sound".into(), ..Default::default() })),
            "subscription.filter.type",
            "`pdf`",
        ),
        (
            Some(filter(v1::SubscriptionFilter {
                metadata: [("k".repeat(65), String::new())].into(),
                ..Default::default()
            })),
            "subscription.filter.metadata",
            "64",
        ),
        (
            Some(filter(v1::SubscriptionFilter {
                metadata: [("k\0".to_owned(), String::new())].into(),
                ..Default::default()
            })),
            "subscription.filter.metadata",
            "U+0000",
        ),
        (
            Some(filter(v1::SubscriptionFilter {
                metadata: [("k".to_owned(), "v".repeat(513))].into(),
                ..Default::default()
            })),
            "subscription.filter.metadata[\"k\"]",
            "512",
        ),
        (
            Some(filter(v1::SubscriptionFilter { metadata: many, ..Default::default() })),
            "subscription.filter.metadata",
            "8",
        ),
    ] {
        let request = v1::CreateSubscriptionRequest { subscription, ..Default::default() };
        let refusal = Refusal::of(caller.subscriptions().create_subscription(request).await);
        assert_eq!((refusal.code, refusal.fields()), (Code::InvalidArgument, vec![field]), "{refusal:#?}");
        assert!(refusal.message.contains(hint), "{}", refusal.message);
    }
    let listed = caller.subscriptions().list_subscriptions(v1::ListSubscriptionsRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().subscriptions, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_by_a_template_that_is_not_there_is_refused() {
    let server = Server::start().await;
    let (caller, stranger) = (server.caller(), server.stranger().await);
    let of = |template_id: &str| v1::Subscription {
        filter: Some(v1::SubscriptionFilter { template_id: template_id.to_owned(), ..Default::default() }),
        ..sample::subscription("http://127.0.0.1:1024/", &["render.completed"])
    };
    let create = async |template_id: &str| {
        let request = v1::CreateSubscriptionRequest { subscription: Some(of(template_id)), ..Default::default() };
        caller
            .subscriptions()
            .create_subscription(request)
            .await
            .map(|answer| answer.into_inner().subscription.unwrap())
    };
    let theirs = stranger.create_template(sample::SOURCE).await.template_id;
    let nowhere = "tpl_01h455vb4pex5vsknk084sn02q";
    for (template_id, hint) in [
        ("crad", "did you mean `card`?"),
        ("tpl_x", "there is no `tpl_x`"),
        (nowhere, "names no template of this workspace"),
        (&theirs, "names no template of this workspace"),
    ] {
        let refusal = Refusal::read(&create(template_id).await.unwrap_err());
        refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["subscription.filter.template_id"]);
        assert!(refusal.message.contains(hint), "{}", refusal.message);
    }
    create("card").await.unwrap();
    let ours = caller.create_template(sample::SOURCE).await.template_id;
    let made = create(&ours).await.unwrap();

    let update = async |subscription: v1::Subscription| {
        let update_mask = Some(FieldMask { paths: vec!["filter".to_owned()] });
        let request = v1::UpdateSubscriptionRequest { subscription: Some(subscription), update_mask };
        caller.subscriptions().update_subscription(request).await
    };
    let changed = v1::Subscription { subscription_id: made.subscription_id.clone(), ..of(nowhere) };
    let refusal = Refusal::of(update(changed).await);
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["subscription.filter.template_id"]);
    // It was there when it was named; what else the filter says may still change.
    let delete = v1::DeleteTemplateRequest { template_id: ours };
    caller.templates().delete_template(delete).await.unwrap();
    update(made).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_filter_must_be_ids() {
    let server = Server::start().await;
    let refused = |request| async { Refusal::of(server.caller().subscriptions().list_deliveries(request).await) };
    let none = v1::ListDeliveriesRequest::default;
    let subscription = v1::ListDeliveriesRequest { subscription_id: "trg_01h455vb4pex5vsknk084sn02q".into(), ..none() };
    refused(subscription).await.must_be(Code::InvalidArgument, "INVALID_FIELD", &["subscription_id"]);
    let state = v1::ListDeliveriesRequest { states: vec![1, 0, 99], ..none() };
    refused(state).await.must_be(Code::InvalidArgument, "INVALID_FIELD", &["states[1]", "states[2]"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_is_answered_though_it_would_be_refused_by_now() {
    let world = Names::default().answer("moves.example", &["127.0.0.1", "10.0.0.1"]).world();
    let server = Server::within(world, &[]).await;
    let caller = server.caller();
    let request = v1::CreateSubscriptionRequest {
        subscription: Some(sample::subscription("http://moves.example:1024/", &["*"])),
        request_id: "once".into(),
        ..Default::default()
    };
    let first = caller.subscriptions().create_subscription(request.clone()).await.unwrap().into_inner();
    let again = caller.subscriptions().create_subscription(request).await.unwrap().into_inner();
    assert_eq!((again.subscription, again.secret.as_str()), (first.subscription, ""));
    let anew = sample::subscription("http://moves.example:1024/", &["*"]);
    let anew = v1::CreateSubscriptionRequest { subscription: Some(anew), ..Default::default() };
    let refusal = Refusal::of(caller.subscriptions().create_subscription(anew).await);
    refusal.must_be(Code::InvalidArgument, "URL_REFUSED", &["subscription.url"]);
}
