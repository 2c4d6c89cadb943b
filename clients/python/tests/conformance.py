"""The runner of this client: tests/clients/README.md says what it does.

    conformance.py [--asyncio] FILE

Every case is written once. `Api` is what differs between the two clients: what one awaits, the other answers at once.
"""

import asyncio
import base64
import hashlib
import inspect
import json
import os
import re
import sys
import tempfile
import traceback
import urllib.request

import placard
import placard.aio
from google.protobuf import json_format
from placard import PlacardError, WebhookError, v1, verify_hex, verify_picture, verify_webhook

asynchronous = "--asyncio" in sys.argv
Client = placard.aio.Client if asynchronous else placard.Client
paginate = placard.aio.paginate if asynchronous else placard.paginate

with open(sys.argv[-1]) as file:
    setup = json.load(file)


async def now(answer):
    """What a call answers."""
    return await answer if inspect.isawaitable(answer) else answer


async def each(stream):
    """What a stream answers."""
    try:
        if asynchronous:
            async for item in stream:
                yield item
        else:
            for item in stream:
                yield item
    finally:
        await now(stream.aclose() if asynchronous else stream.close())


async def ask(url, message=None):
    request = urllib.request.Request(url, json.dumps(message or {}).encode(), method="POST")
    loop = asyncio.get_running_loop()
    with await loop.run_in_executor(None, urllib.request.urlopen, request) as answer:
        return json.load(answer)


class Inbox:
    @staticmethod
    async def start():
        inbox = Inbox()
        inbox.__dict__.update(await ask(f"{setup['stage']}/inboxes"))
        return inbox

    async def take(self):
        message = await ask(self.next)
        return message["headers"], base64.b64decode(message["body"])


async def start_gate(gate):
    return await ask(f"{setup['stage']}/gates", gate)


METHODS = {
    "GetWorkspace": (v1.GetWorkspaceRequest, lambda client: client.workspace.GetWorkspace),
    "GetRender": (v1.GetRenderRequest, lambda client: client.renders.GetRender),
    "ListRenders": (v1.ListRendersRequest, lambda client: client.renders.ListRenders),
    "Render": (v1.RenderRequest, lambda client: client.renders.Render),
    "CreateTrigger": (v1.CreateTriggerRequest, lambda client: client.triggers.CreateTrigger),
    "FireTrigger": (v1.FireTriggerRequest, lambda client: client.triggers.FireTrigger),
}


def message(method, given):
    return json_format.ParseDict(given, METHODS[method][0]())


async def call(client, method, given, **options):
    return await now(METHODS[method][1](client)(message(method, given), **options))


def equal(found, wanted):
    assert found == wanted, f"{found!r} instead of {wanted!r}"


async def failure(kind, work):
    try:
        await work
    except kind as error:
        return error
    raise AssertionError("it did not fail")


async def expect_error(work, expect):
    error = await failure(PlacardError, work)
    told = f"{error.code.name} {error.reason} {error}"
    if "code" in expect:
        codes = expect["code"] if isinstance(expect["code"], list) else [expect["code"]]
        assert error.code.name in codes, told
    if "reason" in expect:
        assert error.reason == expect["reason"], told
    for path in expect.get("fields", []):
        assert any(field.path == path and field.message for field in error.fields), f"no {path}: {told}"
    for key in expect.get("metadata", []):
        assert error.metadata.get(key), f"no {key} in {error.metadata}"
    if "resource" in expect:
        equal({"type": error.resource.type, "name": error.resource.name}, expect["resource"])
    if "retry_delay" in expect:
        equal(bool(error.retry_delay), expect["retry_delay"])
    assert error.message


def refused(reason, verify, *parameters):
    try:
        verify(*parameters)
    except WebhookError as error:
        assert error.reason.name == reason, f"{error.reason}: {error}"
        return
    raise AssertionError("it was believed")


def altered(body, place):
    other = bytearray(body)
    other[place] ^= 1
    return bytes(other)


async def subscribe(client, url, **more):
    given = {"url": url, "event_types": ["test"], **more}
    request = json_format.ParseDict({"subscription": given}, v1.CreateSubscriptionRequest())
    answer = await now(client.subscriptions.CreateSubscription(request))
    return answer.subscription.subscription_id, answer.secret


async def send_test(client, subscription_id, data=None):
    request = json_format.ParseDict({"subscription_id": subscription_id, **({"data": data} if data else {})}, v1.SendTestEventRequest())
    return (await now(client.subscriptions.SendTestEvent(request))).delivery_id


async def key(client, api_key, after_revoke):
    request = v1.CreateApiKeyRequest(api_key=json_format.ParseDict(api_key, v1.ApiKey()))
    made = await now(client.workspace.CreateApiKey(request))
    assert made.secret.startswith("plk_")
    equal(made.api_key.name, api_key["name"])
    own = Client(api_key=made.secret)
    assert (await call(own, "GetWorkspace", {})).workspace.workspace_id.startswith("wsp_")
    await now(client.workspace.RevokeApiKey(v1.RevokeApiKeyRequest(api_key_id=made.api_key.api_key_id)))
    await expect_error(call(own, "GetWorkspace", {}), after_revoke)
    await now(own.close())


async def render(client, request, expect):
    answer = await call(client, "Render", request)
    made = answer.render
    equal(made.state, v1.RENDER_STATE_SUCCEEDED)
    equal((made.width, made.height, made.content_type), (expect["width"], expect["height"], expect["content_type"]))
    equal(len(answer.image), made.size_bytes)
    equal(hashlib.sha256(answer.image).hexdigest(), made.sha256)
    again = await call(client, "GetRender", {"render_id": made.render_id})
    equal(again.render.render_id, made.render_id)


async def render_large(client, request, size_bytes, sha256):
    answer = await call(client, "Render", request)
    equal((len(answer.image), hashlib.sha256(answer.image).hexdigest()), (size_bytes, sha256))


async def render_twice(client, request):
    one = message("Render", request)
    ids = {(await now(client.renders.Render(one))).render.render_id for _ in range(2)}
    equal(len(ids), 2)


async def pages(client, request, count, page_size, metadata, calls):
    for number in range(1, count + 1):
        labels = {**request["metadata"], "number": str(number)}
        await call(client, "Render", {**request, "metadata": labels})
    gate = await start_gate({"kind": "calls"})
    asked = v1.ListRendersRequest(page_size=page_size, metadata=metadata)
    renders = paginate(Client(gate["url"]).renders.ListRenders, asked)
    equal([int(one.metadata["number"]) async for one in each(renders)], list(range(count, 0, -1)))
    equal((await ask(gate["state"]))["calls"]["ListRenders"], calls)


async def trigger(client, trigger, overrides, after_delete):
    inbox = await Inbox.start()
    request = json_format.ParseDict({"trigger": {**trigger, "url": inbox.url}}, v1.CreateTriggerRequest())
    made = await now(client.triggers.CreateTrigger(request))
    trigger_id = made.trigger.trigger_id
    fired = await call(client, "FireTrigger", {"trigger_id": trigger_id, "overrides": overrides, "wait": True})
    equal((fired.delivery_status, fired.content_type), (v1.DELIVERY_STATE_SUCCEEDED, "image/png"))
    headers, body = await inbox.take()
    equal(len(body), fired.image_size)
    verify_picture(body, headers, made.secret)
    refused("SIGNATURE", verify_picture, altered(body, -1), headers, made.secret)
    await now(client.triggers.DeleteTrigger(v1.DeleteTriggerRequest(trigger_id=trigger_id)))
    await expect_error(call(client, "FireTrigger", {"trigger_id": trigger_id}), after_delete)


async def webhook(client, event_types, metadata_filter, other_secret, request):
    inbox = await Inbox.start()
    wanted = {"event_types": event_types, "filter": {"metadata": metadata_filter}}
    subscription_id, secret = await subscribe(client, inbox.url, **wanted)
    made = (await call(client, "Render", request)).render
    headers, body = await inbox.take()
    event = verify_webhook(body, headers, secret)
    equal((event.type, event.id), ("render.completed", headers["webhook-id"]))
    assert event.timestamp.tzinfo and event.workspace_id.startswith("wsp_")
    equal((event.data["render_id"], event.data["url"]), (made.render_id, made.url))
    equal(event.data["metadata"], request["metadata"])
    refused("SIGNATURE", verify_webhook, altered(body, 20), headers, secret)
    refused("SIGNATURE", verify_webhook, body + b" ", headers, secret)
    refused("SIGNATURE", verify_webhook, body, headers, other_secret)
    await now(client.subscriptions.DeleteSubscription(v1.DeleteSubscriptionRequest(subscription_id=subscription_id)))


async def hexadecimal(client, signature, prefix, other_secret, data):
    inbox = await Inbox.start()
    subscription_id, secret = await subscribe(client, inbox.url, signature=signature)
    await send_test(client, subscription_id, data)
    headers, body = await inbox.take()
    value = headers["x-card-signature"]
    equal(verify_hex(body, value, secret, prefix)["data"], data)
    refused("SIGNATURE", verify_hex, altered(body, 20), value, secret, prefix)
    refused("SIGNATURE", verify_hex, body, value, other_secret, prefix)
    refused("SIGNATURE", verify_hex, body, value[:-1], secret, prefix)


async def verify_hexadecimal(client, message, reason):
    refused(reason, verify_hex, base64.b64decode(message["body"]), message["signature"], message["secret"])


async def verify(client, message, reason):
    parameters = base64.b64decode(message["body"]), message["headers"], message["secret"]
    if reason:
        refused(reason, verify_webhook, *parameters)
    else:
        equal(verify_webhook(*parameters).type, "test")


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


async def download(client, render_id, size_bytes=0, sha256="", gate=None, expect=None):
    with tempfile.TemporaryDirectory(prefix="placard-download-") as folder:
        path = os.path.join(folder, "picture")
        started = gate and await start_gate(gate)
        through = Client(started["url"]) if started else client

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


async def deadline(client, gate, deadline_ms, expect):
    started = await start_gate(gate)
    await expect_error(call(Client(started["url"]), "GetWorkspace", {}, timeout=deadline_ms / 1000), expect)
    assert re.fullmatch(r"\d+\w", (await ask(started["state"]))["timeouts"]["GetWorkspace"])


async def retry(client, gate, method, request, state, expect=None, only_once=None):
    started = await start_gate(gate)
    called = call(Client(started["url"]), method, request)
    if expect:
        await expect_error(called, expect)
    else:
        await called
    told = await ask(started["state"])
    for name, value in state.items():
        equal(told[name], value)
    if only_once:
        equal(len((await call(client, "ListRenders", {"metadata": only_once})).renders), 1)


async def unicode(client, data, title, request):
    inbox = await Inbox.start()
    subscription_id, secret = await subscribe(client, inbox.url)
    await send_test(client, subscription_id, data)
    headers, body = await inbox.take()
    equal(verify_webhook(body, headers, secret).data, data)
    made = (await call(client, "Render", request)).render
    read = (await call(client, "GetRender", {"render_id": made.render_id})).render
    equal(dict(read.metadata), request["metadata"])
    assert title in read.alt_text, read.alt_text


async def error(client, method, request, expect, asking=None, repeat=1, fill_description=0):
    through = Client(asking.get("server"), asking.get("api_key")) if asking else client
    filled = message(method, request)
    if fill_description:
        filled.spec.card.description = "x" * fill_description

    async def tried():
        for _ in range(repeat):
            await now(METHODS[method][1](through)(filled))

    await expect_error(tried(), expect)


KINDS = {
    function.__name__: function
    for function in (
        key,
        render,
        render_large,
        render_twice,
        pages,
        trigger,
        webhook,
        verify,
        watch_cut,
        watch_restart,
        events_cut,
        download,
        deadline,
        retry,
        unicode,
        error,
    )
} | {"hex": hexadecimal, "verify_hex": verify_hexadecimal}


async def main():
    # Made from the environment alone.
    client = Client()
    for case in setup["cases"]:
        parameters = {name: value for name, value in case.items() if name not in ("case", "kind", "about")}
        # Its client, not ours.
        if "client" in parameters:
            parameters["asking"] = parameters.pop("client")
        detail = ""
        try:
            await KINDS[case["kind"]](client, **parameters)
        except Exception:
            detail = traceback.format_exc()
        print(json.dumps({"case": case["case"], "ok": not detail, "detail": detail}), flush=True)
    await now(client.close())


asyncio.run(main())
