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
    "CreateTemplate": (v1.CreateTemplateRequest, lambda client: client.templates.CreateTemplate),
    "CreateBatch": (v1.CreateBatchRequest, lambda client: client.renders.CreateBatch),
    "TestStorageTarget": (v1.TestStorageTargetRequest, lambda client: client.workspace.TestStorageTarget),
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
        for name, value in expect["resource"].items():
            equal(getattr(error.resource, name), value)
    if "retry_delay" in expect:
        equal(bool(error.retry_delay), expect["retry_delay"])
    assert error.message


async def expect_state(gate, state):
    told = await ask(gate["state"])
    for name, value in state.items():
        equal(told[name], value)


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


async def template(client, template, new_source, wrong_source, problems, variables, output, after_delete):
    templates = client.templates
    made = (await call(client, "CreateTemplate", {"template": template})).template
    equal(made.version, 1)
    template_id = made.template_id
    change = {"template": {"template_id": template_id, "source": new_source}, "update_mask": "source"}
    changed = await now(templates.UpdateTemplate(json_format.ParseDict(change, v1.UpdateTemplateRequest())))
    equal(changed.template.version, 2)
    asked = v1.ListTemplateVersionsRequest(template_id=template_id, page_size=1)
    versions = paginate(templates.ListTemplateVersions, asked)
    equal([one.version async for one in each(versions)], [2, 1])
    judged = await now(templates.ValidateTemplate(v1.ValidateTemplateRequest(source=wrong_source)))
    assert not judged.valid
    equal([problem.path for problem in judged.problems], problems)
    for problem in judged.problems:
        assert problem.reason == v1.ERROR_REASON_INVALID_TEMPLATE and problem.message
    given = {"template": {"template_id": template_id}, "variables": variables, "output": output}
    preview = await now(templates.PreviewTemplate(json_format.ParseDict(given, v1.PreviewTemplateRequest())))
    found = (preview.width, preview.height, preview.content_type)
    equal(found, (output["width"], output["height"], "image/png"))
    equal(preview.image[1:4], b"PNG")
    await now(templates.DeleteTemplate(v1.DeleteTemplateRequest(template_id=template_id)))

    async def read():
        await now(templates.GetTemplate(v1.GetTemplateRequest(template_id=template_id)))

    await expect_error(read(), after_delete)


async def fetch(url):
    return await ask(f"{setup['stage']}/fetches", {"url": url})


async def binding(client, binding, refreshes, after_delete):
    feed = await ask(f"{setup['stage']}/feeds")
    given = {"binding": {**binding, "source": {"url": feed["url"]}}}
    made = await now(client.bindings.CreateBinding(json_format.ParseDict(given, v1.CreateBindingRequest())))
    binding_id, url = made.binding.binding_id, made.binding.image_url

    async def refreshed():
        return await now(client.bindings.RefreshBinding(v1.RefreshBindingRequest(binding_id=binding_id)))

    before = ""
    for refresh in refreshes:
        await ask(feed["set"], refresh["feed"])
        if "expect" in refresh:
            await expect_error(refreshed(), refresh["expect"])
        else:
            answer = await refreshed()
            equal((answer.changed, answer.binding.image_url), (refresh["changed"], url))
            equal(json_format.MessageToDict(answer.binding.data), refresh["data"])
        picture = await fetch(url)
        equal((picture["status"], picture["content_type"]), (200, "image/png"))
        equal(picture["body"] != before, refresh.get("changed", False))
        before = picture["body"]
    listed = each(paginate(client.bindings.ListBindings, v1.ListBindingsRequest()))
    assert binding_id in [one.binding_id async for one in listed]
    await now(client.bindings.DeleteBinding(v1.DeleteBindingRequest(binding_id=binding_id)))
    equal((await fetch(url))["status"], 404)

    async def read():
        await now(client.bindings.GetBinding(v1.GetBindingRequest(binding_id=binding_id)))

    await expect_error(read(), after_delete)


async def sign_url(client, request, expect, replace, altered):
    signed = await now(client.renders.SignRenderUrl(json_format.ParseDict(request, v1.SignRenderUrlRequest())))
    assert signed.HasField("expire_time")
    picture = await fetch(signed.url)
    equal((picture["status"], picture["content_type"]), (expect["status"], expect["content_type"]))
    assert replace[0] in signed.url, signed.url
    refusal = await fetch(signed.url.replace(*replace))
    equal(refusal["status"], altered["status"])
    assert base64.b64decode(refusal["body"]).decode().startswith(altered["begins"])


async def usage(client, workspace, requests, one_more, expect, days, total):
    given = json_format.ParseDict({"workspace": workspace}, v1.CreateWorkspaceRequest())
    made = await now(client.workspace.CreateWorkspace(given))
    own = Client(api_key=made.secret)
    for request in requests:
        await call(own, "Render", request)
    await expect_error(call(own, "Render", one_more), expect)
    used = await now(own.workspace.GetUsage(v1.GetUsageRequest()))
    equal(len(used.days), days)
    for told in (used.total, used.days[-1].usage):
        equal({name: getattr(told, name) for name in total}, total)
    grant = v1.GrantCreditsRequest(workspace_id=made.workspace.workspace_id, credits=1)
    await now(client.workspace.GrantCredits(grant))
    await call(own, "Render", one_more)
    await now(own.close())


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
    await expect_state(started, state)
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
        watch_closed,
        watch_refused,
        watch_expired,
        watch_render,
        watch_batch,
        template,
        binding,
        sign_url,
        usage,
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
    # A service that the client forgot would be found by nobody else.
    known = {type(value).__name__ for value in vars(client).values()}
    missing = {name for name in vars(v1) if name.endswith("ServiceStub")} - known
    assert not missing, f"the client has no {missing}"
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
