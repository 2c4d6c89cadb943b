"""Receives Placard's webhooks in FastAPI, with Placard's own client."""

import os

from fastapi import FastAPI, HTTPException, Request
from placard import WebhookError, verify_webhook

app = FastAPI()
secret = os.environ["WEBHOOK_SECRET"]


@app.post("/", status_code=204)
async def receive(request: Request) -> None:
    # The signature is over these very bytes: a model as the parameter would have parsed them.
    body = await request.body()
    try:
        event = verify_webhook(body, request.headers, secret)
    except WebhookError as error:
        print("refused:", error, flush=True)
        raise HTTPException(400, error.reason.name) from error
    # A webhook can come twice; `id` is the same each time.
    print("verified", event.type, event.id, event.data.get("url", ""), flush=True)
