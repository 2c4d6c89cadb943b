//! Bindings as they are saved, changed, listed and refused.

use placard_client::v1::{
    self, BindingState, CreateBindingRequest, ListBindingsRequest, TemplateRef, binding_schedule::When,
    render_spec::Design,
};
use tonic::Code;

use super::{mapping, says};
use crate::support::{caller::Caller, receiver::Receiver, refusal::Refusal, sample, server::Server};

const NOWHERE: &str = "https://nowhere.example/data.json";

async fn refused(caller: &Caller, binding: v1::Binding) -> Refusal {
    let request = CreateBindingRequest { binding: Some(binding), ..Default::default() };
    Refusal::of(caller.bindings().create_binding(request).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_comes_back_as_it_was_saved_and_changes_field_by_field() {
    let server = Server::start().await;
    let caller = server.caller();
    let made = caller.create_binding(sample::paused_binding(NOWHERE)).await;
    assert!(made.binding_id.starts_with("bnd_"));
    assert_eq!(caller.binding(&made.binding_id).await, made);
    let wanted = sample::paused_binding(NOWHERE);
    assert_eq!((&made.name, &made.mapping, &made.schedule), (&wanted.name, &wanted.mapping, &wanted.schedule));

    let schedule = Some(sample::cron("*/5 * * * MON", "Europe/Berlin"));
    let change = v1::Binding { schedule: schedule.clone(), name: "not this".into(), ..made.clone() };
    let changed = caller.update_binding(change, &["schedule"]).await.unwrap().into_inner().binding.unwrap();
    assert_eq!((&changed.schedule, &changed.name, changed.next_refresh_time), (&schedule, &made.name, None));
    let change = v1::Binding { name: "Renamed".into(), state: BindingState::Active.into(), ..made.clone() };
    let changed = caller.update_binding(change, &["name", "state"]).await.unwrap().into_inner().binding.unwrap();
    assert_eq!((changed.name.as_str(), changed.schedule), ("Renamed", schedule));
    assert!(changed.next_refresh_time.is_some());

    let refusal = Refusal::of(caller.update_binding(made.clone(), &["image_url", "nam"]).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["update_mask", "update_mask"]);
    let failing = v1::Binding { state: BindingState::Failing.into(), ..made.clone() };
    let refusal = Refusal::of(caller.update_binding(failing, &["state"]).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["binding.state"]);
    let request = v1::DeleteBindingRequest { binding_id: made.binding_id.clone() };
    caller.bindings().delete_binding(request.clone()).await.unwrap();
    Refusal::of(caller.bindings().delete_binding(request).await).must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_makes_one_binding_and_pages_show_each_once() {
    let server = Server::start().await;
    let caller = server.caller();
    let request = |id: &str, name: &str| CreateBindingRequest {
        binding: Some(v1::Binding { name: name.to_owned(), ..sample::paused_binding(NOWHERE) }),
        request_id: id.to_owned(),
    };
    let create = |request| async { caller.bindings().create_binding(request).await };
    let first = create(request("a", "A")).await.unwrap().into_inner();
    assert_eq!(create(request("a", "A")).await.unwrap().into_inner(), first);
    Refusal::of(create(request("a", "B")).await).must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    create(request("b", "B")).await.unwrap();
    create(request("", "C")).await.unwrap();
    let mut names = Vec::new();
    let mut list = ListBindingsRequest { page_size: 2, ..Default::default() };
    loop {
        let page = caller.bindings().list_bindings(list.clone()).await.unwrap().into_inner();
        names.extend(page.bindings.into_iter().map(|binding| binding.name));
        if page.next_page_token.is_empty() {
            break;
        }
        list.page_token = page.next_page_token;
    }
    assert_eq!(names, ["C", "B", "A"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_refreshed_is_refused_where_it_stands() {
    let server = Server::start().await;
    let caller = server.caller();
    let good = || sample::paused_binding(NOWHERE);
    let mapped = |entries: &[(&str, &str)]| v1::Binding { mapping: mapping(entries), ..good() };
    let scheduled = |schedule| v1::Binding { schedule: Some(schedule), ..good() };
    let from = |url: &str| v1::Binding {
        source: Some(v1::BindingSource { url: url.to_owned(), ..Default::default() }),
        ..good()
    };
    let of = |template_id: &str| {
        let template = TemplateRef { template_id: template_id.to_owned(), version: 0 };
        v1::Binding { spec: Some(sample::spec(Design::Template(template))), ..good() }
    };
    let mut auto = good();
    auto.spec.as_mut().unwrap().output.as_mut().unwrap().format = v1::Format::Auto.into();
    let mut wrong_variable = good();
    wrong_variable.spec.as_mut().unwrap().variables.insert("theme".into(), sample::text("drak"));
    let with_header = |name: &str| {
        let headers = [(name.to_owned(), "x".to_owned())].into();
        v1::Binding { source: Some(v1::BindingSource { url: NOWHERE.to_owned(), headers }), ..good() }
    };
    let interval =
        |seconds, nanos| v1::BindingSchedule { when: Some(When::Interval(prost_types::Duration { seconds, nanos })) };
    for (binding, reason, field, said) in [
        (mapped(&[("title", "title")]), "INVALID_FIELD", "binding.mapping[\"title\"]", "neither a JSON Pointer"),
        (mapped(&[("title", "{{ title }}")]), "INVALID_FIELD", "binding.mapping[\"title\"]", "names `title`"),
        (mapped(&[("title", "/a~2")]), "INVALID_FIELD", "binding.mapping[\"title\"]", "no JSON Pointer"),
        (
            mapped(&[("title", "/t"), ("titel", "/t")]),
            "UNKNOWN_VARIABLE",
            "binding.mapping[\"titel\"]",
            "did you mean `title`?",
        ),
        (scheduled(sample::cron("0 0 30 2 *", "")), "INVALID_FIELD", "binding.schedule.cron.expression", "never comes"),
        (scheduled(sample::cron("* * * *", "")), "INVALID_FIELD", "binding.schedule.cron.expression", "five fields"),
        (
            scheduled(sample::cron("0 0 * * *", "Mars")),
            "INVALID_FIELD",
            "binding.schedule.cron.time_zone",
            "Europe/Berlin",
        ),
        (scheduled(interval(59, 999_999_999)), "INVALID_FIELD", "binding.schedule.interval", "from 60 to 2592000"),
        (scheduled(interval(i64::MAX, 0)), "INVALID_FIELD", "binding.schedule.interval", "from 60 to 2592000"),
        (scheduled(interval(-60, 0)), "INVALID_FIELD", "binding.schedule.interval", "from 60 to 2592000"),
        (from("http://10.0.0.1/"), "URL_REFUSED", "binding.source.url", "private"),
        (from("http://169.254.169.254/latest"), "URL_REFUSED", "binding.source.url", "metadata service"),
        (from("file:///etc/passwd"), "URL_REFUSED", "binding.source.url", "http"),
        (of("nothing"), "UNKNOWN_TEMPLATE", "binding.spec.template.template_id", "names no template"),
        (
            of("tpl_01h455vb4pex5vsknk084sn02q"),
            "UNKNOWN_TEMPLATE",
            "binding.spec.template.template_id",
            "names no template",
        ),
        (auto, "INVALID_FIELD", "binding.spec.output.format", "AUTO"),
        (wrong_variable, "INVALID_FIELD", "binding.spec.variables[\"theme\"]", "did you mean `dark`?"),
        (
            with_header("If-None-Match"),
            "INVALID_FIELD",
            "binding.source.headers[\"If-None-Match\"]",
            "set by the server",
        ),
        (with_header("host"), "INVALID_FIELD", "binding.source.headers[\"host\"]", "set by the server"),
    ] {
        let refusal = refused(caller, binding).await;
        refusal.must_be(Code::InvalidArgument, reason, &[field]);
        assert!(refusal.message.contains(said), "{said}: {refusal:#?}");
    }
    let nothing = caller.bindings().list_bindings(ListBindingsRequest::default()).await.unwrap().into_inner();
    assert!(nothing.bindings.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_keeps_as_many_as_it_may() {
    let server = Server::with(&[("quota.bindings", "2")]).await;
    let caller = server.caller();
    let first = caller.create_binding(sample::paused_binding(NOWHERE)).await;
    caller.create_binding(sample::paused_binding(NOWHERE)).await;
    let refusal = refused(caller, sample::paused_binding(NOWHERE)).await;
    refusal.must_be(Code::FailedPrecondition, "QUOTA_REACHED", &[]);
    assert_eq!(refusal.metadata["quota"], "quota.bindings");
    server.stranger().await.create_binding(sample::paused_binding(NOWHERE)).await;
    let request = v1::DeleteBindingRequest { binding_id: first.binding_id };
    caller.bindings().delete_binding(request).await.unwrap();
    caller.create_binding(sample::paused_binding(NOWHERE)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_and_a_scene_can_be_bound_too() {
    let server = Server::start().await;
    let caller = server.caller();
    let source = Receiver::always(says("Bound")).await;
    let card = v1::Binding {
        spec: Some(sample::spec(Design::Card(sample::card("Until then")))),
        ..sample::paused_binding(&source.url)
    };
    let card = caller.create_binding(card).await;
    caller.refresh(&card.binding_id).await.unwrap();
    let render = caller.all_renders(Default::default()).await.remove(0);
    assert_eq!((render.template_id.as_str(), render.alt_text.as_str()), ("card", "Bound"));
}
