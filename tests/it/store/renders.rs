//! Renders and their artifacts.

use placard::{
    domain::{
        access::Metadata,
        delivery::{DeliveryBody, DeliveryState, Destination},
        event::{EventType, NewEvent},
        id::{RenderId, TriggerId},
        page::PageRequest,
        reason::Reason,
        render::{Artifact, Progress, Render, RenderFailure, RenderFilter, RenderOutcome, RenderSource, RenderState},
        timestamp::Timestamp,
    },
    store::{Created, RenderRecord},
};
use tokio::task::JoinSet;

use super::sample::{ALL, NOW, World, another_workspace, idempotency, later, secret};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    renders_come_back_whole,
    one_spec_has_one_artifact,
    filters_narrow_the_list,
    a_render_is_written_with_its_events_and_deliveries,
    a_repeated_request_writes_nothing,
    renders_of_another_workspace_are_not_found,
    concurrent_renders_of_one_spec_share_the_artifact,
}

/// Stores a render without events.
async fn finish(world: &World, render: &Render) -> Render {
    let record = RenderRecord { render: render.clone(), events: Vec::new(), idempotency: None };
    match world.store.finish_render(record).await.unwrap() {
        Created::New(render) => render,
        other => panic!("{other:?}"),
    }
}

fn failed(world: &World) -> Render {
    let failure = RenderFailure {
        reason: Reason::UnknownVariable,
        field: Some("title".into()),
        message: "no such variable `titel`".into(),
    };
    let id = TriggerId::from_uuid(world.db.new_id(NOW));
    Render {
        progress: Progress::Ended { outcome: RenderOutcome::Failed(failure), finish_time: later(1) },
        source: RenderSource::Trigger(id),
        ..world.render(world.artifact(0))
    }
}

async fn renders_come_back_whole(db: TestDatabase) {
    let world = World::new(db).await;
    let succeeded = world.render(world.artifact(1));
    assert_eq!(finish(&world, &succeeded).await, succeeded);
    assert_eq!(world.store.render(world.workspace, succeeded.id).await.unwrap(), Some(succeeded.clone()));

    let failed = failed(&world);
    assert_eq!(finish(&world, &failed).await, failed);
    assert_eq!(world.store.render(world.workspace, failed.id).await.unwrap(), Some(failed.clone()));

    let without_field = Render {
        id: RenderId::from_uuid(world.db.new_id(NOW)),
        metadata: Metadata::new(),
        progress: Progress::Ended {
            outcome: RenderOutcome::Failed(RenderFailure {
                reason: Reason::Internal,
                field: None,
                message: String::new(),
            }),
            finish_time: later(2),
        },
        ..failed.clone()
    };
    finish(&world, &without_field).await;
    let listed = world.store.list_renders(world.workspace, &RenderFilter::default(), ALL).await.unwrap();
    assert_eq!(listed.items, [without_field, failed, succeeded]);
    assert_eq!(listed.next, None);
}

async fn one_spec_has_one_artifact(db: TestDatabase) {
    let world = World::new(db).await;
    let artifact = world.artifact(1);
    finish(&world, &world.render(artifact.clone())).await;

    // The same spec, rendered again at the same time elsewhere: what is stored first stays.
    let late = Artifact { sha256: [9; 32], create_time: later(5), ..artifact.clone() };
    let second = finish(&world, &world.render(late.clone())).await;
    assert_eq!(second.artifact(), Some(&artifact));
    // Two at the very same time meet at either of the row's two keys.
    let elsewhere = Artifact { slug: "slug9".into(), ..late };
    assert_eq!(finish(&world, &world.render(elsewhere)).await.artifact(), Some(&artifact));
    assert_eq!(world.store.render(world.workspace, second.id).await.unwrap().unwrap().artifact(), Some(&artifact));

    let (store, workspace) = (&world.store, world.workspace);
    assert_eq!(store.artifact_by_slug("slug1").await.unwrap(), Some(artifact.clone()));
    assert_eq!(store.artifact_by_slug("slug2").await.unwrap(), None);
    assert_eq!(store.artifact_by_spec(workspace, &artifact.spec_digest).await.unwrap(), Some(artifact.clone()));
    assert_eq!(store.artifact_by_spec(workspace, &[0; 32]).await.unwrap(), None);
    let other = another_workspace(&world.db, store).await;
    assert_eq!(store.artifact_by_spec(other, &artifact.spec_digest).await.unwrap(), None);
}

async fn filters_narrow_the_list(db: TestDatabase) {
    let world = World::new(db).await;
    let labels =
        |pairs: &[(&str, &str)]| -> Metadata { pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect() };
    let long = "v".repeat(10_000);
    let mut ids = Vec::new();
    for (seconds, template, request_id, metadata, succeeds) in [
        (0, "card", "r0", labels(&[("team", "blog")]), true),
        (10, "blog", "r1", labels(&[("team", "shop"), ("env", "prod")]), true),
        (20, "card", "r2", labels(&[("team", "blog"), ("env", "prod")]), false),
        (30, "card", "r3", labels(&[("te", "amblog"), ("long", &long)]), true),
    ] {
        let mut render = if succeeds { world.render(world.artifact(1)) } else { failed(&world) };
        render.spec.template.name = template.into();
        (render.request_id, render.metadata) = (request_id.into(), metadata);
        render.create_time = later(seconds);
        ids.push(finish(&world, &render).await.id);
    }
    let check = async |filter: RenderFilter, expected: &[usize]| {
        let page = world.store.list_renders(world.workspace, &filter, ALL).await.unwrap();
        let found: Vec<RenderId> = page.items.iter().map(|render| render.id).collect();
        let expected: Vec<RenderId> = expected.iter().map(|index| ids[*index]).collect();
        assert_eq!(found, expected, "{filter:?}");
    };
    let all = RenderFilter::default;
    let between =
        |from: Option<Timestamp>, until: Option<Timestamp>| RenderFilter { from, until, ..RenderFilter::default() };
    check(all(), &[3, 2, 1, 0]).await;
    check(RenderFilter { state: Some(RenderState::Succeeded), ..all() }, &[3, 1, 0]).await;
    check(RenderFilter { state: Some(RenderState::Failed), ..all() }, &[2]).await;
    check(RenderFilter { template: Some("card".into()), ..all() }, &[3, 2, 0]).await;
    check(RenderFilter { request_id: Some("r1".into()), ..all() }, &[1]).await;
    check(RenderFilter { metadata: labels(&[("team", "blog")]), ..all() }, &[2, 0]).await;
    check(RenderFilter { metadata: labels(&[("team", "blog"), ("env", "prod")]), ..all() }, &[2]).await;
    check(RenderFilter { metadata: labels(&[("long", &long)]), ..all() }, &[3]).await;
    check(RenderFilter { metadata: labels(&[("nobody", "has this")]), ..all() }, &[]).await;
    check(between(Some(later(10)), None), &[3, 2, 1]).await;
    check(between(None, Some(later(10))), &[0]).await;
    check(between(Some(later(10)), Some(later(30))), &[2, 1]).await;

    let labelled = RenderFilter { metadata: labels(&[("env", "prod")]), ..all() };
    let first =
        world.store.list_renders(world.workspace, &labelled, PageRequest { size: 1, after: None }).await.unwrap();
    let second =
        world.store.list_renders(world.workspace, &labelled, PageRequest { size: 1, after: first.next }).await.unwrap();
    assert_eq!((first.items[0].id, second.items[0].id, second.next), (ids[2], ids[1], None));
}

async fn a_render_is_written_with_its_events_and_deliveries(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["render.completed"]).await;
    let render = world.render(world.artifact(1));
    let own = world.direct(Destination::Render(render.id), DeliveryBody::Event, Some(secret()));
    let event = NewEvent { direct: vec![own], ..world.event(EventType::RenderCompleted) };
    let record = RenderRecord { render: render.clone(), events: vec![event.clone()], idempotency: None };
    assert_eq!(world.store.finish_render(record).await.unwrap(), Created::New(render.clone()));

    let payload = world.store.event_payload(world.workspace, event.id).await.unwrap();
    assert_eq!(payload, Some(event.payload));
    let deliveries = world.store.list_deliveries(world.workspace, &Default::default(), ALL).await.unwrap().items;
    assert!(deliveries.iter().all(|delivery| delivery.state == DeliveryState::Pending));
    let mut destinations: Vec<_> = deliveries.iter().map(|delivery| delivery.destination).collect();
    destinations.sort_by_key(|destination| matches!(destination, Destination::Render(_)));
    assert_eq!(destinations, [Destination::Subscription(subscription.id), Destination::Render(render.id)]);
}

async fn a_repeated_request_writes_nothing(db: TestDatabase) {
    let world = World::new(db).await;
    world.stored_subscription(&["*"]).await;
    let render = world.render(world.artifact(1));
    let record = |hash| RenderRecord {
        render: render.clone(),
        events: vec![world.event(EventType::RenderCompleted)],
        idempotency: idempotency("once", hash),
    };
    world.store.finish_render(record(1)).await.unwrap();
    let again = Render { id: RenderId::from_uuid(world.db.new_id(NOW)), ..world.render(world.artifact(2)) };
    let repeated = RenderRecord { render: again.clone(), ..record(1) };
    assert_eq!(world.store.finish_render(repeated).await.unwrap(), Created::Existing(render.clone()));
    let other = RenderRecord { render: again.clone(), ..record(2) };
    assert_eq!(world.store.finish_render(other).await.unwrap(), Created::RequestIdReused);
    for table in ["renders", "artifacts", "events", "deliveries", "delivery_changes"] {
        assert_eq!(world.db.count(table).await, 1, "{table}");
    }
}

async fn renders_of_another_workspace_are_not_found(db: TestDatabase) {
    let world = World::new(db).await;
    let render = finish(&world, &world.render(world.artifact(1))).await;
    let other = another_workspace(&world.db, &world.store).await;
    assert_eq!(world.store.render(other, render.id).await.unwrap(), None);
    let by_label = RenderFilter { metadata: render.metadata, ..Default::default() };
    assert!(world.store.list_renders(other, &by_label, ALL).await.unwrap().items.is_empty());
}

async fn concurrent_renders_of_one_spec_share_the_artifact(db: TestDatabase) {
    let world = World::new(db).await;
    let mut replicas = vec![world.store.clone()];
    for _ in 0..3 {
        replicas.push(world.db.store().await);
    }
    for spec in 0..50 {
        let mut tasks = JoinSet::new();
        for store in replicas.iter().cycle().take(8) {
            let (store, render) = (store.clone(), world.render(world.artifact(spec)));
            tasks.spawn(async move {
                let record = RenderRecord { render: render.clone(), events: Vec::new(), idempotency: None };
                assert_eq!(store.finish_render(record).await.unwrap(), Created::New(render.clone()));
            });
        }
        tasks.join_all().await;
    }
    assert_eq!((world.db.count("artifacts").await, world.db.count("renders").await), (50, 400));
}
