//! Templates that a workspace saves: every version is rendered as it was.

use placard_client::v1::{self, RenderRequest, template::Content};
use prost_types::FieldMask;
use tonic::Code;

use crate::support::{
    caller::Caller,
    refusal::Refusal,
    sample::{self, SOURCE, number, text},
    server::Server,
};

async fn get(caller: &Caller, template_id: &str, version: i32) -> v1::Template {
    let request = v1::GetTemplateRequest { template_id: template_id.to_owned(), version };
    caller.templates().get_template(request).await.expect("the template").into_inner().template.unwrap()
}

async fn list(caller: &Caller, request: v1::ListTemplatesRequest) -> v1::ListTemplatesResponse {
    caller.templates().list_templates(request).await.expect("a page").into_inner()
}

fn create(template: v1::Template) -> v1::CreateTemplateRequest {
    v1::CreateTemplateRequest { template: Some(template), ..Default::default() }
}

async fn refused(caller: &Caller, source: &str) -> Refusal {
    Refusal::of(caller.templates().create_template(create(sample::template(source))).await)
}

fn update(template: v1::Template, paths: &[&str]) -> v1::UpdateTemplateRequest {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    v1::UpdateTemplateRequest { template: Some(template), update_mask: Some(FieldMask { paths }) }
}

async fn updated(caller: &Caller, template: v1::Template, paths: &[&str]) -> v1::Template {
    let answer = caller.templates().update_template(update(template, paths)).await;
    answer.expect("an update").into_inner().template.unwrap()
}

/// The picture of a render, which must not come out of the cache.
async fn drawn(caller: &Caller, request: RenderRequest) -> (v1::Render, Vec<u8>) {
    let request = RenderRequest { inline_image: true, cache: v1::CacheMode::Bypass.into(), ..request };
    let answer = caller.renders().render(request).await.expect("a render that succeeds").into_inner();
    (answer.render.unwrap(), answer.image.to_vec())
}

fn greener() -> String {
    SOURCE.replace("navy", "green")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_template_is_rendered_by_its_id() {
    let server = Server::start().await;
    let caller = server.caller();
    let saved = caller.create_template(SOURCE).await;
    assert!(saved.template_id.starts_with("tpl_"));
    assert_eq!((saved.name.as_str(), saved.description.as_str()), ("Sale", "What is cheaper now"));
    assert_eq!((saved.version, saved.latest_version, saved.built_in), (1, 1, false));
    assert_eq!(saved.content, Some(Content::Source(SOURCE.to_owned())));
    assert_eq!(get(caller, &saved.template_id, 0).await, saved);
    let names: Vec<_> = saved.variables.iter().map(|v| (v.name.as_str(), v.r#type.as_str(), v.required)).collect();
    assert_eq!(names, [("title", "string", true), ("price", "number", false), ("photo", "image", false)]);
    let title = &saved.variables[0];
    assert_eq!((title.max_length, title.example.clone()), (40, Some(text("Hello"))));
    assert_eq!(saved.variables[1].default_value, Some(number(9.5)));

    let render = caller.render(sample::of_template(&saved.template_id, 0, &[("title", text("T"))])).await;
    assert_eq!((render.template_id.as_str(), render.template_version), (saved.template_id.as_str(), 1));
    let texts: Vec<_> = render.report.unwrap().texts.into_iter().map(|text| text.node).collect();
    assert_eq!(texts, ["head", "price"]);
    let again = caller.render(sample::of_template(&saved.template_id, 0, &[("title", text("T"))])).await;
    assert!(again.cached);
    let listed = caller
        .all_renders(v1::ListRendersRequest { template_id: saved.template_id.clone(), ..Default::default() })
        .await;
    assert_eq!(listed.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_the_source_is_a_version_and_all_stay() {
    let server = Server::start().await;
    let caller = server.caller();
    let first = caller.create_template(SOURCE).await;
    let id = first.template_id.as_str();
    let of = |version| sample::of_template(id, version, &[("title", text("T"))]);
    let (_, navy) = drawn(caller, of(0)).await;

    let change = v1::Template { template_id: id.to_owned(), ..sample::template(&greener()) };
    let second = updated(caller, change.clone(), &["source"]).await;
    assert_eq!((second.version, second.latest_version), (2, 2));
    assert_ne!(second.digest, first.digest);
    let (render, green) = drawn(caller, of(0)).await;
    assert_eq!(render.template_version, 2);
    assert_ne!(navy, green);
    let (render, old) = drawn(caller, of(1)).await;
    assert_eq!((render.template_version, old), (1, navy));
    assert_eq!(get(caller, id, 1).await.content, first.content);

    // The same source again, or another name, is no version.
    assert_eq!(updated(caller, change, &["source"]).await.latest_version, 2);
    let renamed = v1::Template { template_id: id.to_owned(), name: "Other".into(), ..Default::default() };
    let renamed = updated(caller, renamed, &["name", "description"]).await;
    assert_eq!((renamed.name.as_str(), renamed.description.as_str()), ("Other", ""));
    assert_eq!(renamed.latest_version, 2);

    let page =
        |page_token: String| v1::ListTemplateVersionsRequest { template_id: id.to_owned(), page_size: 1, page_token };
    let newest = caller.templates().list_template_versions(page(String::new())).await.unwrap().into_inner();
    let oldest = caller.templates().list_template_versions(page(newest.next_page_token)).await.unwrap().into_inner();
    assert_eq!((newest.versions[0].version, oldest.versions[0].version), (2, 1));
    assert_eq!(oldest.versions[0].digest, first.digest);
    assert_eq!(oldest.versions[0].source_bytes as usize, SOURCE.len());
    assert_eq!(oldest.next_page_token, "");

    let refusal = caller.refused(of(3)).await;
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["spec.template.version"]);
    assert!(refusal.message.contains("1 to 2"), "{}", refusal.message);
    let missing = v1::GetTemplateRequest { template_id: id.to_owned(), version: 3 };
    let refusal = Refusal::of(caller.templates().get_template(missing).await);
    assert_eq!(refusal.code, Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_template_fails_whatever_names_it() {
    let server = Server::start().await;
    let caller = server.caller();
    let saved = caller.create_template(SOURCE).await;
    let request = sample::of_template(&saved.template_id, 0, &[("title", text("T"))]);
    let render = caller.render(request.clone()).await;
    let trigger = v1::Trigger { spec: request.spec.clone(), ..sample::trigger("http://127.0.0.1:1024/") };
    let (trigger, _) = caller.create_trigger(trigger).await;
    let delete = v1::DeleteTemplateRequest { template_id: saved.template_id.clone() };
    caller.templates().delete_template(delete.clone()).await.expect("it was there");
    assert_eq!(Refusal::of(caller.templates().delete_template(delete).await).code, Code::NotFound);

    let refusal = caller.refused(request.clone()).await;
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["spec.template.template_id"]);
    let fire = v1::FireTriggerRequest { trigger_id: trigger.trigger_id, ..Default::default() };
    let refusal = Refusal::of(caller.triggers().fire_trigger(fire).await);
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["trigger.spec.template.template_id"]);
    let trigger = v1::Trigger { spec: request.spec, ..sample::trigger("http://127.0.0.1:1024/") };
    let create = v1::CreateTriggerRequest { trigger: Some(trigger), ..Default::default() };
    let refusal = Refusal::of(caller.triggers().create_trigger(create).await);
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["trigger.spec.template.template_id"]);
    // What was made of it stays.
    let kept = v1::GetRenderRequest { render_id: render.render_id };
    assert_eq!(caller.renders().get_render(kept).await.unwrap().into_inner().render.unwrap().url, render.url);
}

#[tokio::test(flavor = "multi_thread")]
async fn triggers_draw_saved_templates() {
    let server = Server::start().await;
    let caller = server.caller();
    let saved = caller.create_template(SOURCE).await;
    let request = sample::of_template(&saved.template_id, 0, &[("title", text("T"))]);
    let trigger = v1::Trigger { spec: request.spec, ..sample::trigger("http://127.0.0.1:1024/") };
    let (trigger, _) = caller.create_trigger(trigger).await;
    let overrides =
        v1::TriggerOverrides { variables: [("price".to_owned(), number(1.0))].into(), ..Default::default() };
    let fire =
        v1::FireTriggerRequest { trigger_id: trigger.trigger_id, overrides: Some(overrides), ..Default::default() };
    let fired = caller.triggers().fire_trigger(fire).await.expect("it fires").into_inner();
    assert!(fired.triggered && fired.image_size > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_others_is_nobodys() {
    let server = Server::start().await;
    let saved = server.caller().create_template(SOURCE).await;
    let stranger = server.stranger().await;
    let refusal = stranger.refused(sample::of_template(&saved.template_id, 0, &[("title", text("T"))])).await;
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["spec.template.template_id"]);
    for id in ["tpl_", "tpl_nonsense", "tpl_01h455vb4pex5vsknk084sn02q"] {
        let refusal = server.caller().refused(sample::of_template(id, 0, &[])).await;
        refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["spec.template.template_id"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn built_ins_are_found_by_name_and_never_change() {
    let server = Server::start().await;
    let caller = server.caller();
    let card = get(caller, "card", 0).await;
    assert!(card.built_in && card.create_time.is_none() && card.version >= 1);
    let Some(Content::Source(source)) = &card.content else { panic!("a built-in has its source") };
    assert!(source.contains("canvas:"));
    assert!(card.variables.iter().any(|variable| variable.name == "title" && variable.required));
    let built_in = v1::ListTemplatesRequest { origin: v1::TemplateOrigin::BuiltIn.into(), ..Default::default() };
    assert!(list(caller, built_in).await.templates.iter().any(|template| template.template_id == "card"));
    assert_eq!(list(caller, Default::default()).await.templates, []);

    // Its source is a template of one's own under another name.
    let request = create(v1::Template { name: "My card".into(), ..sample::template(source) });
    let own = caller.templates().create_template(request).await.expect("a copy").into_inner().template.unwrap();
    let listed = list(caller, Default::default()).await.templates;
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0].template_id, &listed[0].content, listed[0].variables.len()), (&own.template_id, &None, 0));
    assert_eq!(listed[0].digest, own.digest);

    for name in ["", "Card", " card "] {
        let request = create(v1::Template { name: name.into(), ..sample::template(source) });
        let refusal = Refusal::of(caller.templates().create_template(request).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["template.name"]);
    }
    let change = v1::Template { template_id: "card".into(), ..sample::template(SOURCE) };
    let refusal = Refusal::of(caller.templates().update_template(update(change, &["source"])).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["template.template_id"]);
    let delete = v1::DeleteTemplateRequest { template_id: "card".into() };
    let refusal = Refusal::of(caller.templates().delete_template(delete).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["template_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_create_answers_the_same_template() {
    let server = Server::start().await;
    let caller = server.caller();
    let request = v1::CreateTemplateRequest { request_id: "t".into(), ..create(sample::template(SOURCE)) };
    let first = caller.templates().create_template(request.clone()).await.unwrap().into_inner();
    let second = caller.templates().create_template(request).await.unwrap().into_inner();
    assert_eq!(first, second);
    let other = v1::CreateTemplateRequest { request_id: "t".into(), ..create(sample::template(&greener())) };
    let refusal = Refusal::of(caller.templates().create_template(other).await);
    refusal.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    assert_eq!(list(caller, Default::default()).await.templates.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_keeps_so_many() {
    let server = Server::with(&[("quota.templates", "2"), ("quota.template_versions", "2")]).await;
    let caller = server.caller();
    let first = caller.create_template(SOURCE).await;
    caller.create_template(SOURCE).await;
    let refusal = refused(caller, SOURCE).await;
    refusal.must_be(Code::FailedPrecondition, "QUOTA_REACHED", &[]);
    assert_eq!(refusal.metadata["quota"], "quota.templates");
    // Another workspace has room of its own, and whoever deletes has room again.
    server.stranger().await.create_template(SOURCE).await;
    let second = v1::Template { template_id: first.template_id.clone(), ..sample::template(&greener()) };
    assert_eq!(updated(caller, second, &["source"]).await.version, 2);
    let third = v1::Template { template_id: first.template_id.clone(), ..sample::template(SOURCE) };
    let refusal = Refusal::of(caller.templates().update_template(update(third, &["source"])).await);
    refusal.must_be(Code::FailedPrecondition, "QUOTA_REACHED", &[]);
    assert_eq!(refusal.metadata["quota"], "quota.template_versions");
    let delete = v1::DeleteTemplateRequest { template_id: first.template_id };
    caller.templates().delete_template(delete).await.unwrap();
    caller.create_template(SOURCE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_that_are_none_are_refused_with_their_paths() {
    let server = Server::start().await;
    let caller = server.caller();
    let odd = SOURCE.replace("font_size: 30", "font_sise: 30").replace("{{ title }}", "{{ titel }}");
    let refusal = refused(caller, &odd).await;
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "INVALID_TEMPLATE"));
    let mut fields = refusal.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["template.source:canvas.children[0].font_sise", "template.source:canvas.children[0].text"]);
    assert!(refusal.message.contains("did you mean `font_size`?"), "{}", refusal.message);
    assert!(refusal.message.contains("did you mean `title`?"), "{}", refusal.message);

    let bomb = {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..30 {
            let before = format!("*a{}", n - 1);
            bomb.push_str(&format!("a{n}: &a{n} [{}]\n", [before.as_str(); 10].join(", ")));
        }
        bomb + "name: bomb\ncanvas: {}\n"
    };
    let deep = |open: &str, close: &str, depth: usize| {
        format!("name: d\ncanvas: {}1{}\n", open.repeat(depth), close.repeat(depth))
    };
    let megabyte = 1024 * 1024;
    let odd = [
        ("broken", "name: [".to_owned()),
        ("a scalar", "hello".to_owned()),
        ("a list", "- 1\n- 2\n".to_owned()),
        ("several documents", "name: a\n---\nname: b\n".to_owned()),
        ("the same key twice", "name: a\nname: b\ncanvas: {}\n".to_owned()),
        ("an alias bomb", bomb),
        ("1,000 lists deep", deep("[", "]", 1_000)),
        ("1,000 mappings deep", deep("{a: ", "}", 1_000)),
        ("only opening brackets", "[".repeat(20_000)),
        ("a tag", "name: !!python/object a\ncanvas: !x {}\n".to_owned()),
        ("unknown keys, a megabyte of them", {
            let mut keys: String = (0..60_000).map(|n| format!("key_{n}: 1\n")).collect();
            keys.truncate(megabyte);
            keys.rfind('\n').map(|end| keys[..end].to_owned()).unwrap()
        }),
        ("a text of a megabyte", "x".repeat(megabyte)),
        ("binary", "\u{1}\u{2}\u{fffd}".repeat(1_000)),
    ];
    for (name, source) in odd {
        assert!(source.len() <= megabyte, "{name}: {} bytes", source.len());
        let refusal = refused(caller, &source).await;
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "INVALID_TEMPLATE"), "{name}");
        let told = refusal.fields().iter().all(|field| field.is_empty() || field.starts_with("template.source"));
        assert!(told, "{name}: {refusal:#?}");
    }
    assert_eq!(list(caller, Default::default()).await.templates, []);
    // The server is none the worse for it.
    caller.create_template(SOURCE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_json_too_and_may_be_a_megabyte() {
    let server = Server::start().await;
    let caller = server.caller();
    let json = r#"{"name": "j", "canvas": {"background": "red", "children": [{"type": "text", "text": "hi"}]}}"#;
    let saved = caller.create_template(json).await;
    caller.render(sample::of_template(&saved.template_id, 0, &[])).await;
    let padding = "#".repeat(1024 * 1024 - SOURCE.len() - 1);
    let large = caller.create_template(&format!("{SOURCE}\n{padding}")).await;
    caller.render(sample::of_template(&large.template_id, 0, &[("title", text("T"))])).await;
    let refusal = refused(caller, &format!("{SOURCE}\n{padding}#")).await;
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["template.source"]);
}
