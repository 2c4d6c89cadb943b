"""Cases of streams that end, by themselves or because they are refused."""

import json
import os
import tempfile

from check import equal, expect_error, expect_state
from google.protobuf import json_format
from placard import v1
from stage import Client, Inbox, ask, each, now, paginate, setup, start_gate
from webhooks import send_test, subscribe


async def first_of(stream):
    stream = each(stream)
    try:
        return await anext(stream)
    finally:
        await stream.aclose()


async def watch_refused(client, resume_token, expect, asking=None):
    through = Client(asking["server"], asking["api_key"]) if asking else client
    request = v1.WatchDeliveriesRequest(resume_token=resume_token)
    await expect_error(first_of(through.watch_deliveries(request)), expect)


async def watch_expired(client, settings, expect):
    own = await ask(f"{setup['stage']}/servers", {"settings": settings})
    there = Client(own["url"], own["api_key"])
    inbox = await Inbox.start()
    subscription_id, _ = await subscribe(there, inbox.url)
    await send_test(there, subscription_id)
    begin = v1.WatchDeliveriesRequest(subscription_id=subscription_id, include_existing=True)
    kept = ""
    watch = each(there.watch_deliveries(begin))
    async for change in watch:
        if change.delivery.state != v1.DELIVERY_STATE_SUCCEEDED:
            continue
        if kept:
            break
        kept = change.resume_token
        await send_test(there, subscription_id)
    await watch.aclose()
    await ask(own["age"])
    late = v1.WatchDeliveriesRequest(subscription_id=subscription_id, resume_token=kept)
    await expect_error(first_of(there.watch_deliveries(late)), expect)
    assert (await first_of(there.watch_deliveries(begin))).delivery.delivery_id


def behind_door(given, door, kind):
    return json_format.ParseDict(json.loads(json.dumps(given).replace("DOOR", door["url"])), kind())


async def watch_render(client, gate, cut, state, too_early, request):
    door = await ask(f"{setup['stage']}/doors")
    made = await now(client.renders.CreateRender(behind_door(request, door, v1.CreateRenderRequest)))
    render_id = made.render.render_id
    started = await start_gate(gate)
    changes = []
    watched = Client(started["url"]).watch_render(v1.WatchRenderRequest(render_id=render_id))
    async for change in each(watched):
        changes.append(change)
        if len(changes) > 1:
            continue
        path = os.path.join(tempfile.gettempdir(), f"placard-{render_id}")

        async def downloaded():
            await now(client.download_render(render_id, path))

        await expect_error(downloaded(), too_early)
        assert not os.path.exists(path)
        await ask(started["cut"], cut)
        await ask(door["open"])
    states = [change.render.state for change in changes]
    assert len(set(states)) == len(states), f"twice: {states}"
    equal(states[-1], v1.RENDER_STATE_SUCCEEDED)
    await expect_state(started, state)
    last = v1.WatchRenderRequest(render_id=render_id, resume_token=changes[-1].resume_token)
    equal([change async for change in each(client.watch_render(last))], [])


async def watch_batch(client, gate, cut, state, too_early, items, request):
    door = await ask(f"{setup['stage']}/doors")
    made = await now(client.renders.CreateBatch(behind_door(request, door, v1.CreateBatchRequest)))
    batch_id = made.batch.batch_id
    started = await start_gate(gate)
    changes = []
    async for change in each(Client(started["url"]).watch_batch(v1.WatchBatchRequest(batch_id=batch_id))):
        changes.append(change)
        if len(changes) > 1:
            continue

        async def retried():
            await now(client.renders.RetryBatchItems(v1.RetryBatchItemsRequest(batch_id=batch_id)))

        await expect_error(retried(), too_early)
        await ask(started["cut"], cut)
        await ask(door["open"])
    counts = [change.progress.done_count for change in changes]
    equal(counts, sorted(counts))
    progress = changes[-1].progress
    ended = (progress.done_count, progress.total_count, progress.batch.state)
    equal(ended, (items, items, v1.BATCH_STATE_COMPLETED))
    await expect_state(started, state)
    last = v1.WatchBatchRequest(batch_id=batch_id, resume_token=changes[-1].resume_token)
    equal([change async for change in each(client.watch_batch(last))], [])
    asked = v1.ListBatchItemsRequest(batch_id=batch_id, page_size=2)
    listed = [(item.index, item.state) async for item in each(paginate(client.renders.ListBatchItems, asked))]
    equal(listed, [(index, v1.RENDER_STATE_SUCCEEDED) for index in range(items)])
