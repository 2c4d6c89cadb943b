//! Requests that say what can't be: refused with the field and why, and nothing is kept of them.

use placard_client::v1::{self, Card, CardStyle, Output, RenderRequest, RenderSpec, TemplateRef, render_spec::Design};
use prost::Message;
use prost_types::{FieldMask, ListValue, Value, value::Kind};
use tonic::{Code, Response};

use super::method::{Resources, all};
use crate::support::{
    caller::Caller,
    refusal::Refusal,
    sample::{self, number, text},
    server::{Names, Server},
};

fn with_card(card: Card) -> RenderRequest {
    sample::of(sample::spec(Design::Card(card)))
}

fn with_output(output: Output) -> RenderRequest {
    sample::of(RenderSpec { output: Some(output), ..sample::spec(Design::Card(sample::card("T"))) })
}

fn sized(width: i32, height: i32) -> RenderRequest {
    with_output(Output { width: Some(width), height: Some(height), ..Default::default() })
}

fn styled(style: CardStyle) -> RenderRequest {
    with_card(Card { style: Some(style), ..sample::card("T") })
}

fn template(name: &str, version: i32, variables: &[(&str, Value)]) -> RenderRequest {
    let mut spec = sample::spec(Design::Template(TemplateRef { template_id: name.to_owned(), version }));
    spec.variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    sample::of(spec)
}

fn card_with_variables(variables: impl IntoIterator<Item = (String, Value)>) -> RenderRequest {
    let variables = variables.into_iter().collect();
    sample::of(RenderSpec { variables, ..sample::spec(Design::Card(sample::card("T"))) })
}

/// How much of the workspace there is.
async fn kept(caller: &Caller) -> (usize, usize) {
    (caller.all_renders(Default::default()).await.len(), caller.deliveries(Default::default()).await.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spec_that_cannot_be_is_refused_with_its_field() {
    let server = Server::start().await;
    let caller = server.caller();
    // Whatever the workspace hears of would show among its deliveries.
    caller.subscribe(sample::subscription("http://127.0.0.1:1024/", &["*"])).await;
    let list = |items: Vec<Value>| Value { kind: Some(Kind::ListValue(ListValue { values: items })) };
    let title = ("title", text("T"));
    let titel = template("card", 0, &[title.clone(), ("descriptoin", text("x"))]);
    let cases: Vec<(&str, RenderRequest, &str, &str, &str)> = vec![
        ("no spec", RenderRequest::default(), "FIELD_REQUIRED", "spec", ""),
        ("no design", sample::of(RenderSpec::default()), "FIELD_REQUIRED", "spec.design", ""),
        ("no title", sample::render(""), "FIELD_REQUIRED", "spec.card.title", ""),
        ("100 kB title", sample::render(&"t".repeat(100_000)), "INVALID_FIELD", "spec.card.title", "500"),
        (
            "unknown font",
            styled(CardStyle { font: "Intr".into(), ..Default::default() }),
            "UNKNOWN_FONT",
            "spec.card.style.font",
            "did you mean `Inter`?",
        ),
        (
            "no colour",
            styled(CardStyle { accent: "#12345".into(), ..Default::default() }),
            "INVALID_FIELD",
            "spec.card.style.accent",
            "",
        ),
        (
            "unknown theme",
            styled(CardStyle { theme: "drak".into(), ..Default::default() }),
            "INVALID_FIELD",
            "spec.card.style.theme",
            "dark",
        ),
        (
            "unknown card",
            with_card(Card { template: "crad".into(), ..sample::card("T") }),
            "UNKNOWN_TEMPLATE",
            "spec.card.template",
            "did you mean `card`?",
        ),
        (
            "unknown template",
            template("caard", 0, std::slice::from_ref(&title)),
            "UNKNOWN_TEMPLATE",
            "spec.template.template_id",
            "did you mean `card`?",
        ),
        (
            "unknown version",
            template("card", 99, std::slice::from_ref(&title)),
            "UNKNOWN_TEMPLATE",
            "spec.template.version",
            "",
        ),
        (
            "negative version",
            template("card", -1, std::slice::from_ref(&title)),
            "INVALID_FIELD",
            "spec.template.version",
            "",
        ),
        (
            "unknown variable",
            titel,
            "UNKNOWN_VARIABLE",
            "spec.variables[\"descriptoin\"]",
            "did you mean `description`?",
        ),
        ("missing variable", template("card", 0, &[]), "FIELD_REQUIRED", "spec.variables[\"title\"]", ""),
        (
            "number for a text",
            template("card", 0, &[("title", list(vec![]))]),
            "INVALID_FIELD",
            "spec.variables[\"title\"]",
            "",
        ),
        (
            "a card's field among its variables",
            card_with_variables([("title".to_owned(), text("x"))]),
            "INVALID_FIELD",
            "spec.variables[\"title\"]",
            "card.title",
        ),
        (
            "NaN",
            card_with_variables([("n".to_owned(), number(f64::NAN))]),
            "INVALID_FIELD",
            "spec.variables[\"n\"]",
            "finite",
        ),
        (
            "infinity in a list",
            card_with_variables([("n".to_owned(), list(vec![number(1.0), number(f64::INFINITY)]))]),
            "INVALID_FIELD",
            "spec.variables[\"n\"][1]",
            "finite",
        ),
        (
            "201 variables",
            card_with_variables((0..201).map(|n| (format!("v{n}"), number(f64::from(n))))),
            "INVALID_FIELD",
            "spec.variables",
            "200",
        ),
        (
            "format 99",
            with_output(Output { format: 99, ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.format",
            "",
        ),
        (
            "format -1",
            with_output(Output { format: -1, ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.format",
            "",
        ),
        (
            "effort 99",
            with_output(Output { effort: 99, ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.effort",
            "",
        ),
        ("width 0", sized(0, 100), "INVALID_FIELD", "spec.output.width", "8192"),
        ("width -1", sized(-1, 100), "INVALID_FIELD", "spec.output.width", "8192"),
        ("height 0", sized(100, 0), "INVALID_FIELD", "spec.output.height", "8192"),
        ("height 100,000", sized(100, 100_000), "INVALID_FIELD", "spec.output.height", "8192"),
        ("65 megapixels", sized(8192, 8000), "INVALID_FIELD", "spec.output.width", "64000000"),
        (
            "no height",
            with_output(Output { width: Some(9), ..Default::default() }),
            "FIELD_REQUIRED",
            "spec.output.height",
            "",
        ),
        (
            "size twice",
            with_output(Output { size_preset: "og".into(), ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.size_preset",
            "",
        ),
        (
            "unknown size",
            with_output(Output { size_preset: "squar".into(), ..Default::default() }),
            "INVALID_FIELD",
            "spec.output.size_preset",
            "did you mean `square`?",
        ),
        (
            "scale NaN",
            with_output(Output { scale: Some(f32::NAN), ..sample::output() }),
            "INVALID_FIELD",
            "spec.output.scale",
            "",
        ),
        ("cache 9", RenderRequest { cache: 9, ..sample::render("T") }, "INVALID_FIELD", "cache", ""),
        (
            "a webhook without a secret",
            RenderRequest {
                webhook: Some(v1::RenderWebhook { url: "https://nowhere.example/".into(), secret: String::new() }),
                ..sample::render("T")
            },
            "FIELD_REQUIRED",
            "webhook.secret",
            "",
        ),
        (
            "a webhook whose secret is no base64",
            RenderRequest {
                webhook: Some(v1::RenderWebhook {
                    url: "https://nowhere.example/".into(),
                    secret: "whsec_***************".into(),
                }),
                ..sample::render("T")
            },
            "INVALID_FIELD",
            "webhook.secret",
            "base64",
        ),
    ];
    let before = kept(caller).await;
    for (name, request, reason, field, hint) in cases {
        let refusal = caller.refused(request).await;
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, reason), "{name}: {refusal:#?}");
        assert_eq!(refusal.fields(), [field], "{name}: {refusal:#?}");
        assert!(refusal.message.contains(hint), "{name}: {}", refusal.message);
        assert!(refusal.message.len() < 2_000, "{name}: an answer of {} bytes", refusal.message.len());
    }
    assert_eq!(kept(caller).await, before, "nothing is kept of a request that is refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_is_told_at_once() {
    let server = Server::start().await;
    let mut request = sized(0, -1);
    let spec = request.spec.as_mut().unwrap();
    spec.output.as_mut().unwrap().quality = Some(101);
    spec.variables.insert("n".to_owned(), number(f64::NAN));
    spec.design = Some(Design::Card(Card { tag: "t".repeat(101), ..Default::default() }));
    request.cache = 7;
    request.request_id = "r".repeat(129);
    let refusal = server.caller().refused(request).await;
    let mut fields = refusal.fields();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "cache",
            "request_id",
            "spec.card.tag",
            "spec.card.title",
            "spec.output.height",
            "spec.output.quality",
            "spec.output.width",
            "spec.variables[\"n\"]",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_message_are_malformed() {
    let server = Server::start().await;
    for method in all(&Resources::missing()) {
        // Field 1 as a length that the message does not have.
        let answer = server.caller().call_raw(method.name, &b"\x0a\xff\xff\xff\xff\x0f"[..]).await;
        let refusal = Refusal::of(answer.map(Response::new));
        refusal.must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
    }
    let not_unicode = b"\x0a\x02\xff\xfe";
    let answer = server.caller().call_raw("RenderService/GetRender", &not_unicode[..]).await;
    Refusal::of(answer.map(Response::new)).must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
    // A field that a later version may have is no fault.
    let mut later = v1::ListRendersRequest::default().encode_to_vec();
    later.extend(b"\xfa\x3f\x03abc");
    server.caller().call_raw("RenderService/ListRenders", later).await.expect("unknown fields are passed over");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_not_is_unimplemented() {
    let server = Server::start().await;
    for method in ["RenderService/Paint", "PaintService/Paint", "RenderService", "renderservice/Render", "../etc"] {
        let refusal = Refusal::of(server.caller().call_raw(method, Vec::new()).await.map(Response::new));
        refusal.must_be(Code::Unimplemented, "METHOD_NOT_FOUND", &[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_has_a_largest_size() {
    let server = Server::start().await;
    let caller = server.caller();
    let of_size = |size: usize| sample::render(&"t".repeat(size));
    let refusal = caller.refused(of_size(4 * 1024 * 1024)).await;
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
    // Just below it is read, and refused for what it says.
    let refusal = caller.refused(of_size(4 * 1024 * 1024 - 1024)).await;
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.card.title"]);
    // Small on the way, large when unpacked.
    let mut renders = caller.renders().send_compressed(tonic::codec::CompressionEncoding::Gzip);
    let refusal = Refusal::of(renders.render(of_size(32 * 1024 * 1024)).await);
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
}

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
async fn however_much_is_wrong_the_answer_is_short() {
    let server = Server::start().await;
    let caller = server.caller();
    let (made, _) = caller.create_trigger(sample::trigger("http://127.0.0.1:1024/")).await;
    let update = |paths: Vec<String>| v1::UpdateTriggerRequest {
        trigger: Some(made.clone()),
        update_mask: Some(FieldMask { paths }),
    };
    let long_key =
        RenderRequest { metadata: [("\u{1f600}".repeat(100_000), "v".repeat(513))].into(), ..sample::render("T") };
    let many = (0..32).map(|n| (format!("{n}{}", "k".repeat(64)), "v".repeat(513))).collect();
    let scopes = v1::ApiKey { name: "k".into(), scopes: vec![99; 500_000], ..Default::default() };
    let refusals = [
        Refusal::of(caller.triggers().update_trigger(update(vec!["ab".to_owned(); 500_000])).await),
        Refusal::of(caller.triggers().update_trigger(update(vec!["x".repeat(1_000_000)])).await),
        caller.refused(long_key).await,
        caller.refused(RenderRequest { metadata: many, ..sample::render("T") }).await,
        Refusal::of(
            caller
                .workspace()
                .create_api_key(v1::CreateApiKeyRequest { api_key: Some(scopes), ..Default::default() })
                .await,
        ),
    ];
    for refusal in &refusals {
        assert_eq!(refusal.code, Code::InvalidArgument, "{refusal:#?}");
        assert!(refusal.violations.len() <= 17 && refusal.message.len() <= 600, "{refusal:#?}");
    }
    let request = v1::GetRenderRequest { render_id: "r".repeat(100_000) };
    let refusal = Refusal::of(caller.renders().get_render(request).await);
    assert_eq!((refusal.code, refusal.message.len() < 200), (Code::NotFound, true), "{refusal:#?}");
    // Named more than once is named once.
    caller.triggers().update_trigger(update(vec!["name".to_owned(); 3])).await.expect("a mask may repeat itself");
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
