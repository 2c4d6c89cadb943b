"""Cases of single calls, and of what gets in their way."""

import hashlib
import re

from check import METHODS, call, equal, expect_error, expect_state, message
from google.protobuf import json_format
from placard import v1
from stage import Client, ask, each, now, paginate, start_gate


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


async def error(client, method, request, expect, asking=None, repeat=1, fill_description=0):
    through = Client(asking.get("server"), asking.get("api_key")) if asking else client
    filled = message(method, request)
    if fill_description:
        filled.spec.card.description = "x" * fill_description

    async def tried():
        for _ in range(repeat):
            await now(METHODS[method][1](through)(filled))

    await expect_error(tried(), expect)
