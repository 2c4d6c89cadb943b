"""Calls by their names, and what has to come of them."""

from google.protobuf import json_format
from placard import PlacardError, WebhookError, v1
from stage import ask, now

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
