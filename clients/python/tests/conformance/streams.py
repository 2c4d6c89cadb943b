"""Cases of streams that go on for ever, and of downloads."""

import hashlib
import os
import tempfile

from check import call, equal, expect_error
from google.protobuf import json_format
from placard import PlacardError, v1
from stage import Client, Inbox, ask, each, now, setup, start_gate
from webhooks import send_test, subscribe


async def watch_cut(client, before, after):
    gate = await start_gate({"kind": "tcp"})
    await watch_through(client, Client(gate["url"]), before, after, lambda: ask(gate["cut"], {"refuse": 2}))
    equal((await ask(gate["state"]))["refused"], 2)


async def watch_restart(client, before, after):
    own = await ask(f"{setup['stage']}/servers")
    there = Client(own["url"], own["api_key"])
    await watch_through(there, there, before, after, lambda: ask(own["restart"]))


async def watch_through(client, watcher, before, after, disturb):
    """Watches one subscription while something is done in the middle; `client` isn't hit by it, `watcher` is."""
    inbox = await Inbox.start()
    subscription_id, _ = await subscribe(client, inbox.url)
    for _ in range(before):
        await send_test(client, subscription_id)
    late, changes, succeeded = [], [], set()
    request = v1.WatchDeliveriesRequest(subscription_id=subscription_id, include_existing=True)
    watch = each(watcher.watch_deliveries(request))
    async for change in watch:
        delivery = change.delivery
        changes.append((delivery.delivery_id, v1.DeliveryState.Name(delivery.state)))
        if delivery.state != v1.DELIVERY_STATE_SUCCEEDED:
            continue
        succeeded.add(delivery.delivery_id)
        if not late:
            await disturb()
            late = [await send_test(client, subscription_id) for _ in range(after)]
        if len(succeeded) == before + after:
            break
    await watch.aclose()
    assert len(set(changes)) == len(changes), f"twice: {changes}"
    for delivery_id in late:
        states = [state.removeprefix("DELIVERY_STATE_") for one, state in changes if one == delivery_id]
        equal(states, ["PENDING", "IN_FLIGHT", "SUCCEEDED"])


async def events_cut(client, event_types, request, second):
    gate = await start_gate({"kind": "tcp"})
    seen, mine = [], []
    await call(client, "Render", request)
    asked = v1.StreamEventsRequest(event_types=event_types, include_existing=True)
    stream = each(Client(gate["url"]).stream_events(asked))
    async for change in stream:
        seen.append(change.event.event_id)
        labels = json_format.MessageToDict(change.event.data).get("metadata", {})
        if labels not in (request["metadata"], second):
            continue
        mine.append(labels)
        if len(mine) == 2:
            break
        await ask(gate["cut"], {"refuse": 1})
        await call(client, "Render", {**request, "metadata": second})
    await stream.aclose()
    equal(mine, [request["metadata"], second])
    equal(len(set(seen)), len(seen))


async def watch_closed(client):
    inbox = await Inbox.start()
    subscription_id, _ = await subscribe(client, inbox.url)
    await send_test(client, subscription_id)
    own = Client()
    request = v1.WatchDeliveriesRequest(subscription_id=subscription_id, include_existing=True)
    closed = False
    try:
        async for _ in each(own.watch_deliveries(request)):
            closed = True
            await now(own.close())
    except PlacardError as error:
        equal(error.code.name, "CANCELLED")
    assert closed


async def download(client, render_id, size_bytes=0, sha256="", gate=None, asking=None, expect=None):
    with tempfile.TemporaryDirectory(prefix="placard-download-") as folder:
        path = os.path.join(folder, "picture")
        started = gate and await start_gate(gate)
        through = Client(started["url"]) if started else Client(asking["server"], asking["api_key"]) if asking else client

        async def downloaded():
            return await now(through.download_render(render_id, path))

        if expect:
            await expect_error(downloaded(), expect)
            equal(os.listdir(folder), [])
            return
        equal((await downloaded()).size_bytes, size_bytes)
        with open(path, "rb") as file:
            picture = file.read()
        equal((len(picture), hashlib.sha256(picture).hexdigest()), (size_bytes, sha256))
        equal(os.listdir(folder), ["picture"])
        if started:
            equal((await ask(started["state"]))["cut"], 1)
