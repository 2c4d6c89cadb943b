//! Bindings: claims, leases, shares, and what is recorded of a refresh.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use placard::{
    domain::{
        binding::{Binding, BindingChange, BindingSource, RefreshFailure, SourceChange, Validators},
        binding_schedule::{BindingSchedule, CronSchedule},
        id::{BindingId, RenderId, WorkspaceId},
        quota::Quotas,
        reason::Reason,
        render::{Progress, Render, RenderOutcome, RenderSource},
        secret::Secret,
        timestamp::Timestamp,
    },
    store::{Created, Due, RefreshClaim, RefreshEnd, RefreshTurn, Store, StoreError, Vigil},
};
use serde_json::json;

use super::sample::{ALL, LEASE, NOW, World, another_workspace, idempotency, later, spec};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    bindings_come_back_and_change,
    a_claim_is_a_lease_with_a_number,
    what_is_recorded_is_there_with_its_picture,
    a_change_makes_a_refresh_under_way_obsolete,
    claims_go_round_workspaces_and_each_has_its_share,
    two_claimers_never_get_the_same,
    what_the_dead_refreshed_is_due_again_long_before_its_lease_ends,
    what_a_clock_put_off_is_mended,
    what_is_due_is_counted,
}

const QUOTAS: Quotas =
    Quotas { templates: 1, template_versions: 1, fonts: 1, font_bytes: 1, images: 1, image_bytes: 1, bindings: 100 };

fn binding(world: &World, workspace: WorkspaceId) -> Binding {
    Binding {
        id: BindingId::from_uuid(world.db.new_id(NOW)),
        workspace_id: workspace,
        name: "Bïnding".into(),
        spec: spec(),
        source: BindingSource { url: "https://example.com/data".into(), headers: vec!["authorization".into()] },
        mapping: [("title".to_owned(), "/title".to_owned())].into(),
        schedule: BindingSchedule::Interval(Duration::from_secs(3_600)),
        paused: false,
        image: None,
        retry_count: 0,
        failure: None,
        refresh_time: None,
        success_time: None,
        next_time: Some(NOW),
        create_time: NOW,
        update_time: NOW,
    }
}

fn headers() -> BTreeMap<String, Secret> {
    [("authorization".to_owned(), Secret::new("Bearer s3cret"))].into()
}

pub async fn stored(world: &World, workspace: WorkspaceId) -> Binding {
    let binding = binding(world, workspace);
    let made = world.store.create_binding(&binding, &headers(), &QUOTAS, None).await.unwrap();
    assert_eq!(made, Created::New(binding.clone()));
    binding
}

async fn claim(store: &Store, now: Timestamp, room: usize) -> Vec<RefreshClaim> {
    store.claim_refreshes(now, LEASE, room, 100, &BTreeMap::new()).await.unwrap()
}

async fn claim_one(store: &Store, now: Timestamp) -> RefreshClaim {
    let mut claims = claim(store, now, 10).await;
    assert_eq!(claims.len(), 1, "{claims:?}");
    claims.remove(0)
}

pub fn changed(world: &World, claim: &RefreshClaim) -> RefreshEnd {
    let binding = &claim.binding;
    let artifact = world.artifact(7);
    let render = Render {
        source: RenderSource::Binding(binding.id),
        workspace_id: binding.workspace_id,
        id: RenderId::from_uuid(world.db.new_id(NOW)),
        progress: Progress::Ended {
            outcome: RenderOutcome::Succeeded { artifact: artifact.clone(), cached: false },
            finish_time: later(1),
        },
        ..world.render(artifact)
    };
    RefreshEnd::Changed {
        render: Box::new(render),
        data: [("title".to_owned(), json!("T"))].into(),
        image_digest: [3; 32],
        validators: Validators { etag: Some("\"a\"".into()), last_modified: None },
        events: Vec::new(),
    }
}

fn failed() -> RefreshEnd {
    let failure = RefreshFailure::new(Reason::BindingSourceUnavailable, "the source is away");
    RefreshEnd::Failed { failure, events: Vec::new() }
}

async fn finish(store: &Store, claim: &RefreshClaim, end: RefreshEnd, next: Option<Timestamp>) -> Option<Binding> {
    store.finish_refresh(claim.binding.id, claim.attempt, end, None, (next, later(1))).await.unwrap()
}

async fn bindings_come_back_and_change(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let first = stored(&world, workspace).await;
    assert_eq!(store.binding(workspace, first.id).await.unwrap(), Some(first.clone()));
    let cron = CronSchedule::parse("0 9 * * *", "Europe/Berlin").unwrap();
    let second = Binding { schedule: BindingSchedule::Cron(Box::new(cron)), ..binding(&world, workspace) };
    let made = store.create_binding(&second, &headers(), &QUOTAS, idempotency("r", 1)).await.unwrap();
    assert_eq!(made, Created::New(second.clone()));
    let twice = Binding { id: BindingId::from_uuid(world.db.new_id(NOW)), ..second.clone() };
    let made = store.create_binding(&twice, &headers(), &QUOTAS, idempotency("r", 1)).await.unwrap();
    assert_eq!(made, Created::Existing(second.clone()));
    let made = store.create_binding(&twice, &headers(), &QUOTAS, idempotency("r", 2)).await.unwrap();
    assert_eq!(made, Created::RequestIdReused);
    let listed = store.list_bindings(workspace, ALL).await.unwrap().items;
    assert_eq!(listed, [second.clone(), first.clone()]);
    let full = Quotas { bindings: 2, ..QUOTAS };
    let error = store.create_binding(&binding(&world, workspace), &headers(), &full, None).await.unwrap_err();
    assert!(matches!(error, StoreError::QuotaReached { limit: 2, .. }), "{error:?}");

    let stranger = another_workspace(&world.db, store).await;
    assert_eq!(store.binding(stranger, first.id).await.unwrap(), None);
    assert_eq!(store.update_binding(stranger, first.id, BindingChange::default(), NOW).await.unwrap(), None);
    assert!(!store.delete_binding(stranger, first.id).await.unwrap());
    assert_eq!(store.claim_refresh(stranger, first.id, NOW, LEASE).await.unwrap(), RefreshTurn::Missing);

    let kept = [("authorization".to_owned(), None), ("x-new".to_owned(), Some(Secret::new("new")))].into();
    let change = BindingChange {
        source: Some(SourceChange { url: "https://example.com/other".into(), headers: kept }),
        ..BindingChange::default()
    };
    let updated = store.update_binding(workspace, first.id, change, later(5)).await.unwrap().unwrap();
    assert_eq!(updated.source.headers, ["authorization", "x-new"]);
    assert_eq!((updated.update_time, updated.next_time), (later(5), Some(later(5))));
    let RefreshTurn::Ours(claim) = store.claim_refresh(workspace, first.id, later(5), LEASE).await.unwrap() else {
        panic!("nobody else is at it");
    };
    let expected =
        [("authorization".to_owned(), Secret::new("Bearer s3cret")), ("x-new".to_owned(), Secret::new("new"))];
    assert_eq!(claim.headers, expected.into());
    assert!(store.delete_binding(workspace, first.id).await.unwrap());
    assert_eq!(store.binding(workspace, first.id).await.unwrap(), None);
    assert_eq!(finish(store, &claim, failed(), None).await, None, "there is nothing to record it with");
}

async fn a_claim_is_a_lease_with_a_number(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let binding = stored(&world, workspace).await;
    assert_eq!(store.next_refresh_time().await.unwrap(), Some(NOW));
    assert!(claim(store, NOW.minus(Duration::from_micros(1)), 10).await.is_empty());
    let first = claim_one(store, NOW).await;
    assert_eq!((first.attempt, first.claims, &first.headers), (1, 1, &headers()));
    assert!(claim(store, later(29), 10).await.is_empty());
    assert_eq!(store.claim_refresh(workspace, binding.id, later(29), LEASE).await.unwrap(), RefreshTurn::UnderWay);
    assert_eq!(store.next_refresh_time().await.unwrap(), Some(later(30)));
    let shown = store.binding(workspace, binding.id).await.unwrap().unwrap();
    assert_eq!(shown.next_time, Some(NOW), "a lease is nobody's business");

    let second = claim_one(store, later(30)).await;
    assert_eq!((second.attempt, second.claims), (2, 2));
    assert_eq!(finish(store, &first, failed(), Some(later(90))).await, None, "its lease was lost");
    let ended = finish(store, &second, failed(), Some(later(90))).await.unwrap();
    assert_eq!((ended.retry_count, ended.next_time, ended.refresh_time), (1, Some(later(90)), Some(later(1))));
    assert_eq!(ended.failure.unwrap().reason, Reason::BindingSourceUnavailable);
    assert_eq!(finish(store, &second, failed(), None).await, None, "nothing is recorded twice");
    assert!(claim(store, later(89), 10).await.is_empty());
    let third = claim_one(store, later(90)).await;
    assert_eq!((third.attempt, third.claims, third.binding.retry_count), (3, 1, 1));
    let put_back = finish(store, &third, RefreshEnd::PutBack, Some(later(95))).await.unwrap();
    assert_eq!((put_back.retry_count, put_back.next_time), (1, Some(later(90))));
    assert_eq!(claim_one(store, later(95)).await.claims, 1);
}

async fn what_is_recorded_is_there_with_its_picture(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let binding = stored(&world, workspace).await;
    assert_eq!(store.binding_artifact(binding.id).await.unwrap(), Some(None));
    let missing = BindingId::from_uuid(world.db.new_id(NOW));
    assert_eq!(store.binding_artifact(missing).await.unwrap(), None);
    let first = claim_one(store, NOW).await;
    let end = changed(&world, &first);
    let RefreshEnd::Changed { render, data, .. } = end.clone() else { unreachable!() };
    let ended = finish(store, &first, end, Some(later(60))).await.unwrap();
    let image = ended.image.clone().unwrap();
    assert_eq!((image.render_id, &image.data, image.change_time), (render.id, &data, later(1)));
    assert_eq!(store.render(workspace, render.id).await.unwrap(), Some(*render.clone()));
    assert_eq!(store.binding_artifact(binding.id).await.unwrap().unwrap().as_ref(), render.artifact());

    let second = claim_one(store, later(60)).await;
    assert_eq!((second.image_digest, second.validators.etag.as_deref()), (Some([3; 32]), Some("\"a\"")));
    assert_eq!(second.binding.image, Some(image.clone()));
    finish(store, &second, failed(), Some(later(120))).await.unwrap();
    let third = claim_one(store, later(120)).await;
    assert_eq!(third.validators.etag.as_deref(), Some("\"a\""), "what is kept is still of that answer");
    let good = finish(store, &third, RefreshEnd::Unchanged(Validators::default()), None).await.unwrap();
    assert_eq!((good.retry_count, good.failure, good.next_time, good.image), (0, None, None, Some(image)));
    assert_eq!(store.next_refresh_time().await.unwrap(), None);
}

async fn a_change_makes_a_refresh_under_way_obsolete(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let id = stored(&world, workspace).await.id;
    let update = async |change, now| store.update_binding(workspace, id, change, now).await.unwrap().unwrap();
    let first = claim_one(store, NOW).await;
    let renamed = update(BindingChange { name: Some("N".into()), ..Default::default() }, later(1)).await;
    assert_eq!(renamed.name, "N");
    let kept = finish(store, &first, failed(), Some(later(60))).await.expect("a name changes nothing");
    assert_eq!((kept.name.as_str(), kept.retry_count), ("N", 1));

    let second = claim_one(store, later(60)).await;
    let schedule = BindingSchedule::Interval(Duration::from_secs(60));
    let rescheduled = update(BindingChange { schedule: Some(schedule), ..Default::default() }, later(61)).await;
    assert_eq!((rescheduled.next_time, rescheduled.retry_count), (Some(later(61)), 1));
    assert_eq!(finish(store, &second, failed(), Some(later(999))).await, None);
    let third = claim_one(store, later(61)).await;
    let paused = update(BindingChange { paused: Some(true), ..Default::default() }, later(62)).await;
    assert_eq!((paused.paused, paused.next_time), (true, None));
    assert_eq!(finish(store, &third, failed(), Some(later(999))).await, None);
    assert!(claim(store, later(10_000), 10).await.is_empty());
    let again = update(BindingChange { paused: Some(false), ..Default::default() }, later(63)).await;
    assert_eq!((again.next_time, again.retry_count, again.failure), (Some(later(63)), 0, None));
    let fourth = claim_one(store, later(63)).await;
    finish(store, &fourth, RefreshEnd::Unchanged(Validators::default()), Some(later(100))).await.unwrap();
    let schedule = BindingSchedule::Interval(Duration::from_secs(600));
    let rescheduled = update(BindingChange { schedule: Some(schedule), ..Default::default() }, later(64)).await;
    assert_eq!(rescheduled.next_time, Some(later(664)));
}

async fn claims_go_round_workspaces_and_each_has_its_share(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, crowded) = (&world.store, world.workspace);
    for _ in 0..12 {
        stored(&world, crowded).await;
    }
    let quiet = another_workspace(&world.db, store).await;
    let only = stored(&world, quiet).await;
    let mut busy = BTreeMap::new();
    let claims = store.claim_refreshes(NOW, LEASE, 3, 4, &busy).await.unwrap();
    assert_eq!(claims.len(), 3);
    assert!(claims.iter().any(|claim| claim.binding.id == only.id), "it does not wait behind the others");
    busy.insert(crowded, 2);
    let claims = store.claim_refreshes(NOW, LEASE, 100, 4, &busy).await.unwrap();
    assert_eq!(claims.len(), 2, "two of four are under way");
    busy.insert(crowded, 4);
    assert!(store.claim_refreshes(NOW, LEASE, 100, 4, &busy).await.unwrap().is_empty());
}

async fn two_claimers_never_get_the_same(db: TestDatabase) {
    let world = World::new(db).await;
    let other = world.db.connect().await;
    for _ in 0..40 {
        stored(&world, world.workspace).await;
    }
    let take = async |store: &Store| {
        let mut taken = Vec::new();
        for _ in 0..20 {
            taken.extend(claim(store, NOW, 5).await.into_iter().map(|claim| claim.binding.id));
        }
        taken
    };
    let (mine, theirs) = tokio::join!(take(&world.store), take(&other));
    let all: BTreeSet<BindingId> = mine.iter().chain(&theirs).copied().collect();
    assert_eq!((all.len(), mine.len() + theirs.len()), (40, 40));
}

async fn what_the_dead_refreshed_is_due_again_long_before_its_lease_ends(db: TestDatabase) {
    let world = World::new(db).await;
    stored(&world, world.workspace).await;
    let mut vigil = Vigil::default();
    world.store.keep_vigil(&mut vigil, NOW).await.unwrap();
    let before = claim_one(&world.store, NOW).await;
    drop(vigil);
    let restarted = world.db.connect().await;
    let mut vigil = Vigil::default();
    let found = async {
        loop {
            restarted.keep_vigil(&mut vigil, later(2)).await.unwrap();
            restarted.end_refresh_leases_of_the_dead(later(2)).await.unwrap();
            if let Some(claim) = claim(&restarted, later(2), 10).await.pop() {
                return claim;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let again = tokio::time::timeout(Duration::from_secs(20), found).await.expect("long before the lease ends");
    assert_eq!((again.attempt, again.claims), (2, 2));
    assert_eq!(finish(&world.store, &before, failed(), None).await, None, "it lived after all, and is too late");
    assert!(finish(&restarted, &again, failed(), None).await.is_some());
}

async fn what_a_clock_put_off_is_mended(db: TestDatabase) {
    let world = World::new(db).await;
    let store = &world.store;
    stored(&world, world.workspace).await;
    let far = later(1_000_000);
    let ahead = claim_one(store, far).await;
    assert_eq!(store.mend_refresh_times(NOW, LEASE).await.unwrap(), 1, "no lease of now ends then");
    let again = claim_one(store, NOW).await;
    assert_eq!(again.attempt, ahead.attempt + 1);
    let end = store.finish_refresh(again.binding.id, again.attempt, failed(), None, (Some(far), far)).await.unwrap();
    assert_eq!(end.unwrap().next_time, Some(far));
    assert_eq!(store.mend_refresh_times(far, LEASE).await.unwrap(), 0);
    assert_eq!(store.mend_refresh_times(NOW, LEASE).await.unwrap(), 1);
    assert_eq!(claim_one(store, NOW).await.binding.next_time, Some(NOW));
}

async fn what_is_due_is_counted(db: TestDatabase) {
    let world = World::new(db).await;
    let (one, _) = (stored(&world, world.workspace).await, stored(&world, world.workspace).await);
    let due = async |now| world.store.backlog(now).await.unwrap().bindings;
    let at = one.next_time.unwrap();
    assert_eq!(due(later(1_000)).await, Due { count: 2, since: Some(at) });
    let claim = claim(&world.store, at, 1).await.remove(0);
    assert_eq!(due(at).await.count, 1);
    finish(&world.store, &claim, failed(), Some(later(2_000))).await.unwrap();
    assert_eq!((due(later(1_000)).await.count, due(later(2_000)).await.count), (1, 2));
}
