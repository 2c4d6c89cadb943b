//! Batches and collections: many renders asked for at once.

mod archive;
mod course;
mod rows;

use placard_client::v1::{self, CreateBatchRequest, RenderState, batch_rows::Source, create_batch_request::Items};

use crate::support::{caller::Caller, refusal::Refusal, sample};

fn titles(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("Title {number}")).collect()
}

fn of_titles(count: usize) -> CreateBatchRequest {
    sample::batch(&titles(count).iter().map(String::as_str).collect::<Vec<_>>())
}

fn csv(text: &str) -> CreateBatchRequest {
    sample::of_rows(Source::Csv(text.to_owned().into()))
}

/// The same with other words about its rows.
fn with(request: CreateBatchRequest, change: impl FnOnce(&mut v1::BatchRows)) -> CreateBatchRequest {
    let Some(Items::Rows(mut rows)) = request.items else { panic!("rows") };
    change(&mut rows);
    CreateBatchRequest { items: Some(Items::Rows(rows)), ..request }
}

async fn refused(caller: &Caller, request: CreateBatchRequest) -> Refusal {
    Refusal::of(caller.renders().create_batch(request).await)
}

fn states(items: &[v1::BatchItem]) -> Vec<RenderState> {
    items.iter().map(v1::BatchItem::state).collect()
}

fn message(item: &v1::BatchItem) -> &str {
    item.error.as_ref().map(|error| error.message.as_str()).unwrap_or_default()
}
