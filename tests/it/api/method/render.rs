//! Renders and batches.

use placard::domain::access::Scope;
use placard_client::v1::{self, render_spec::Design};
use prost::Message;

use super::{Method, NOWHERE, PAGE_SIZE, Resources, method, request};
use crate::support::sample;

pub fn methods(of: &Resources) -> Vec<Method> {
    let Resources { render_id, batch_id, .. } = of;
    let webhook = v1::RenderWebhook { url: NOWHERE.into(), secret: "sixteen letters!".into() };
    let card = v1::Card { style: Some(v1::CardStyle::default()), ..sample::card("Sample") };
    let render = v1::RenderRequest { webhook: Some(webhook), ..sample::of(sample::spec(Design::Card(card))) };
    let queued =
        v1::CreateRenderRequest { spec: render.spec.clone(), webhook: render.webhook.clone(), ..Default::default() };
    let batch = v1::CreateBatchRequest { webhook: render.webhook.clone(), ..sample::batch(&["One", "Two"]) };
    vec![
        method("RenderService/Render", Scope::Render, None, render.encode_to_vec()),
        method("RenderService/CreateRender", Scope::Render, None, queued.encode_to_vec()),
        method("RenderService/CreateBatch", Scope::Render, None, batch.encode_to_vec()),
        method("RenderService/GetBatch", Scope::Read, Some("batch"), request!(GetBatchRequest { batch_id: batch_id })),
        method(
            "RenderService/ListBatches",
            Scope::Read,
            None,
            v1::ListBatchesRequest { page_size: PAGE_SIZE, ..Default::default() }.encode_to_vec(),
        ),
        method(
            "RenderService/ListBatchItems",
            Scope::Read,
            Some("batch"),
            v1::ListBatchItemsRequest { page_size: PAGE_SIZE, batch_id: batch_id.clone(), ..Default::default() }
                .encode_to_vec(),
        ),
        method(
            "RenderService/WatchBatch",
            Scope::Read,
            Some("batch"),
            request!(WatchBatchRequest { batch_id: batch_id, resume_token: "" }),
        ),
        method(
            "RenderService/CancelBatch",
            Scope::Render,
            Some("batch"),
            request!(CancelBatchRequest { batch_id: batch_id }),
        ),
        method(
            "RenderService/RetryBatchItems",
            Scope::Render,
            Some("batch"),
            request!(RetryBatchItemsRequest { batch_id: batch_id, request_id: "" }),
        ),
        method(
            "RenderService/WatchRender",
            Scope::Read,
            Some("render"),
            request!(WatchRenderRequest { render_id: render_id, resume_token: "" }),
        ),
        method(
            "RenderService/GetRender",
            Scope::Read,
            Some("render"),
            request!(GetRenderRequest { render_id: render_id }),
        ),
        method(
            "RenderService/ListRenders",
            Scope::Read,
            None,
            v1::ListRendersRequest { page_size: PAGE_SIZE, ..Default::default() }.encode_to_vec(),
        ),
        method(
            "RenderService/DownloadRender",
            Scope::Read,
            Some("render"),
            request!(DownloadRenderRequest { render_id: render_id }),
        ),
        method(
            "RenderService/SignRenderUrl",
            Scope::Render,
            None,
            request!(SignRenderUrlRequest { spec: render.spec.clone(), expire_time: None, ttl: None }),
        ),
        method(
            "RenderService/RotateSigningKey",
            Scope::Keys,
            None,
            request!(RotateSigningKeyRequest { overlap: None }),
        ),
    ]
}
