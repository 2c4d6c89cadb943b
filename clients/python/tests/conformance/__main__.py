"""The runner of this client: tests/clients/README.md says what it does.

    python clients/python/tests/conformance [--asyncio] FILE

Every case is written once, for both clients.
"""

import asyncio
import json
import traceback

import calls
import endings
import resources
import streams
import webhooks
from placard import v1
from stage import Client, now, setup

KINDS = {
    "hex": webhooks.hexadecimal,
    "verify_hex": webhooks.verify_hexadecimal,
}
MODULES = (calls, webhooks, streams, endings, resources)


def of_kind(kind):
    """What does cases of a kind: a function of that name."""
    return KINDS.get(kind) or next(vars(module)[kind] for module in MODULES if kind in vars(module))


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
            await of_kind(case["kind"])(client, **parameters)
        except Exception:
            detail = traceback.format_exc()
        print(json.dumps({"case": case["case"], "ok": not detail, "detail": detail}), flush=True)
    await now(client.close())


asyncio.run(main())
