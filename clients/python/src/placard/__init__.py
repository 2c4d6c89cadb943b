"""Client for Placard, the server that renders social cards.

`placard.Client` is for programs that wait, `placard.aio.Client` for asyncio; `placard.v1` has the messages.
"""

from placard.client import Client
from placard.errors import FieldProblem, PlacardError, Resource
from placard.pages import paginate
from placard.webhook import WebhookError, WebhookEvent, WebhookProblem, verify_hex, verify_picture, verify_webhook

__all__ = [
    "Client",
    "FieldProblem",
    "PlacardError",
    "Resource",
    "WebhookError",
    "WebhookEvent",
    "WebhookProblem",
    "paginate",
    "verify_hex",
    "verify_picture",
    "verify_webhook",
]
