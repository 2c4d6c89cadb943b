//! Pages have neither gaps nor repetitions, whatever their sizes and whatever is made between them.

use placard::domain::{delivery::DeliveryFilter, id::DeliveryId, page::PageRequest};
use proptest::{prelude::*, test_runner::TestRunner};

use super::sample::World;
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    any_pages_make_the_whole_list,
}

async fn any_pages_make_the_whole_list(db: TestDatabase) {
    let world = World::new(db).await;
    let (first, second) = (world.stored_subscription(&["test"]).await, world.stored_subscription(&["test"]).await);
    let mut expected = world.publish(first.id, 23).await;
    expected.reverse();
    let filter = DeliveryFilter { subscription_id: Some(first.id), ..Default::default() };

    let sizes = prop::collection::vec(1..30_u32, 30);
    let mut runner = TestRunner::new(ProptestConfig { cases: 12, failure_persistence: None, ..Default::default() });
    let runtime = tokio::runtime::Handle::current();
    let run = || {
        runner.run(&sizes, |sizes| {
            let (mut seen, mut after): (Vec<DeliveryId>, _) = (Vec::new(), None);
            for size in sizes {
                let request = PageRequest { size, after };
                let page = runtime.block_on(world.store.list_deliveries(world.workspace, &filter, request)).unwrap();
                seen.extend(page.items.iter().map(|delivery| delivery.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
                // Newer, and of another list.
                runtime.block_on(world.publish(second.id, 1));
            }
            prop_assert_eq!(&seen, &expected);
            Ok(())
        })
    };
    tokio::task::block_in_place(run).unwrap();
}
