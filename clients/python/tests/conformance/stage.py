"""What there is beside the server, and what differs between the two clients: what one awaits, the other answers at once."""

import asyncio
import base64
import inspect
import json
import sys
import urllib.request

import placard
import placard.aio

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


async def fetch(url):
    return await ask(f"{setup['stage']}/fetches", {"url": url})
