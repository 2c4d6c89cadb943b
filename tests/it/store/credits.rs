//! Credits and usage, as they are written down.

use placard::{
    domain::{
        id::RenderId,
        render::{Progress, Render, RenderFilter, RenderOutcome},
        usage::{Day, Days, Usage},
        workspace::{Credits, Grant},
    },
    store::{Created, Granted, RenderRecord, StoreError},
};

use super::sample::{ALL, NOW, World, another_workspace, idempotency, later};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    what_is_not_paid_for_is_not_written,
    days_end_at_midnight_in_utc,
    replicas_that_spend_together_spend_what_there_is,
}

async fn grant(world: &World, credits: i64) {
    let granted = world.store.grant_credits(world.workspace, world.workspace, Grant::Credits(credits), None, NOW).await;
    assert_eq!(granted.unwrap(), Granted::Yes);
}

fn record(render: Render, request_id: Option<&str>) -> RenderRecord {
    RenderRecord { render, events: Vec::new(), idempotency: request_id.and_then(|id| idempotency(id, 1)) }
}

async fn what_is_not_paid_for_is_not_written(db: TestDatabase) {
    let world = World::new(db).await;
    grant(&world, 1).await;
    let paid = world.render(world.artifact(1));
    world.store.finish_render(record(paid.clone(), Some("paid"))).await.unwrap();
    let unpaid = world.render(world.artifact(2));
    let refused = world.store.finish_render(record(unpaid.clone(), Some("unpaid"))).await;
    assert!(matches!(refused, Err(StoreError::CreditsExhausted)), "{refused:?}");
    assert_eq!(world.store.credits(world.workspace).await.unwrap(), Credits::Left(0));
    for table in ["renders", "artifacts", "idempotency"] {
        assert_eq!(world.db.count(table).await, 1, "{table}");
    }
    // What costs nothing is written all the same, and so is what somebody else pays for.
    let RenderOutcome::Succeeded { artifact, .. } = paid.outcome().unwrap().clone() else { panic!("a picture") };
    let progress =
        Progress::Ended { outcome: RenderOutcome::Succeeded { artifact, cached: true }, finish_time: later(1) };
    let cached = Render { id: RenderId::from_uuid(world.db.new_id(NOW)), progress, ..paid };
    world.store.finish_render(record(cached, None)).await.unwrap();
    let other = another_workspace(&world.db, &world.store).await;
    let mut theirs = world.artifact(3);
    theirs.workspace_id = other;
    let theirs = Render { workspace_id: other, ..world.render(theirs) };
    world.store.finish_render(record(theirs, None)).await.unwrap();
    // The request was not answered, so it may come again.
    grant(&world, 1).await;
    let again = world.store.finish_render(record(unpaid.clone(), Some("unpaid"))).await.unwrap();
    assert_eq!(again, Created::New(unpaid));
}

async fn days_end_at_midnight_in_utc(db: TestDatabase) {
    let world = World::new(db).await;
    let midnight = 20_780 * 86_400 * 1_000_000;
    for (seed, micros) in [(1, midnight - 1), (2, midnight), (3, midnight + 86_400_000_000 - 1)] {
        let finish_time = placard::domain::timestamp::Timestamp::from_micros(micros);
        let outcome = RenderOutcome::Succeeded { artifact: world.artifact(seed), cached: false };
        let progress = Progress::Ended { outcome, finish_time };
        let render = Render { progress, ..world.render(world.artifact(seed)) };
        world.store.finish_render(record(render, None)).await.unwrap();
    }
    let day = Day::from_number(20_780);
    let all = Days { first: day.earlier(10), last: Day::from_number(20_790) };
    let used = world.store.usage(world.workspace, all).await.unwrap();
    let renders: Vec<(Day, u64)> = used.into_iter().map(|(day, used)| (day, used.renders)).collect();
    assert_eq!(renders, [(day.earlier(1), 1), (day, 2)]);
    let only = Days { first: day, last: day };
    let expected = Usage { renders: 2, credits: 2, picture_bytes: 10_000_000_000, ..Usage::default() };
    assert_eq!(world.store.usage(world.workspace, only).await.unwrap().into_values().collect::<Vec<_>>(), [expected]);
    let other = another_workspace(&world.db, &world.store).await;
    assert!(world.store.usage(other, all).await.unwrap().is_empty());
}

async fn replicas_that_spend_together_spend_what_there_is(db: TestDatabase) {
    let world = World::new(db).await;
    grant(&world, 25).await;
    let replica = world.db.connect().await;
    let tasks: Vec<_> = (0..60u8)
        .map(|seed| {
            let store = if seed % 2 == 0 { world.store.clone() } else { replica.clone() };
            let render = world.render(world.artifact(seed));
            tokio::spawn(async move { store.finish_render(record(render, None)).await })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => made += 1,
            Err(error) => assert!(matches!(error, StoreError::CreditsExhausted), "{error:?}"),
        }
    }
    assert_eq!((made, world.store.credits(world.workspace).await.unwrap()), (25, Credits::Left(0)));
    let found = world.store.list_renders(world.workspace, &RenderFilter::default(), ALL).await.unwrap().items;
    assert_eq!(found.len(), 25);
}
