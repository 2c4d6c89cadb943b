"""Whether a webhook is Placard's."""

import base64
import binascii
import enum
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import standardwebhooks

# Seconds that a webhook's time may be off; the libraries of Standard Webhooks say five minutes too.
_TOLERANCE = 300
_PREFIX = "whsec_"


class WebhookProblem(enum.Enum):
    """Why a webhook is not believed."""

    HEADERS = "HEADERS"
    """A header is missing or malformed."""
    TIMESTAMP = "TIMESTAMP"
    """It was signed more than five minutes ago, or ahead: it is a repetition, or a clock is wrong."""
    SIGNATURE = "SIGNATURE"
    """Whoever signed it did not have the secret, or it was altered on its way."""
    SECRET = "SECRET"
    """The secret is none: behind `whsec_` there is base64."""
    BODY = "BODY"
    """It is Placard's, but not what it was taken for."""


class WebhookError(Exception):
    """A webhook that is not believed. Answer it with 400."""

    def __init__(self, reason: WebhookProblem, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class WebhookEvent:
    """What a webhook tells."""

    id: str
    """`evt_…`, the same each time it comes: remember it, for a webhook comes at least once."""
    type: str
    """For instance "render.completed"."""
    timestamp: datetime
    workspace_id: str
    data: dict[str, Any]
    """What there is to say, by the JSON Schema of its type."""


def verify_webhook(body: bytes, headers: Mapping[str, str], secret: str) -> WebhookEvent:
    """The event of a webhook in the format STANDARD, if it is Placard's; else it raises `WebhookError`.

    `body` is the bytes as they came, before anything parsed them; `secret` is what CreateSubscription answered.
    """
    signed = _signature_headers(headers)
    webhook = standardwebhooks.Webhook(_key(secret))
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise WebhookError(WebhookProblem.BODY, "the body is no text; verify_picture is for pictures") from error
    try:
        webhook.verify(text, signed, json_parse=False)
    # The library lets out whatever its parsing of a malformed signature raises.
    except (standardwebhooks.WebhookVerificationError, ValueError) as error:
        raise _wrong_signature() from error
    event = _json(text)
    try:
        timestamp = datetime.fromisoformat(re.sub(r"Z$", "+00:00", event["timestamp"]))
        named = WebhookEvent(event["id"], event["type"], timestamp, event["workspace_id"], event["data"])
    except (KeyError, TypeError, ValueError) as error:
        raise WebhookError(WebhookProblem.BODY, "the body is no event in the format STANDARD") from error
    return named


def verify_picture(body: bytes, headers: Mapping[str, str], secret: str) -> None:
    """Raises `WebhookError` unless a body is Placard's, whatever it holds.

    What a trigger posts is the picture itself, which is no text. `secret` is what CreateTrigger answered.
    """
    signed = _signature_headers(headers)
    message = f"{signed['webhook-id']}.{signed['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(_key(secret), message, hashlib.sha256))
    for signature in signed["webhook-signature"].split(" "):
        if hmac.compare_digest(b"v1," + expected, signature.encode()):
            return
    raise _wrong_signature()


def verify_hex(body: bytes, signature: str, secret: str, prefix: str = "") -> Any:
    """The JSON of a webhook that is signed with an HMAC-SHA256 in hexadecimal; if it isn't Placard's, `WebhookError`.

    `signature` is the value of the header that the subscription names, `prefix` what stands before the digits there, for
    instance "sha256=". If the signature has a time (`t=…,v1=…`), that is looked at; one without can be sent again by
    anyone who saw it.
    """
    if not secret:
        raise WebhookError(WebhookProblem.SECRET, "the secret is empty")
    message, digits = body, signature.removeprefix(prefix)
    timestamped = re.fullmatch(r"t=([0-9]{1,12}),v1=(.*)", signature)
    if timestamped:
        seconds, digits = timestamped.groups()
        _check_time(seconds)
        message = f"{seconds}.".encode() + body
    elif not signature.startswith(prefix):
        raise _wrong_signature()
    expected = hmac.digest(secret.encode(), message, hashlib.sha256).hex()
    if not hmac.compare_digest(expected.encode(), digits.encode()):
        raise _wrong_signature()
    return _json(body.decode(errors="replace"))


def _signature_headers(headers: Mapping[str, str]) -> dict[str, str]:
    given = {name.lower(): value for name, value in headers.items()}
    signed = {}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        if not given.get(name):
            raise WebhookError(WebhookProblem.HEADERS, f"there is no {name}")
        signed[name] = given[name]
    if not re.fullmatch(r"[0-9]{1,12}", signed["webhook-timestamp"]):
        raise WebhookError(WebhookProblem.HEADERS, "webhook-timestamp is no number of seconds")
    _check_time(signed["webhook-timestamp"])
    return signed


def _check_time(seconds: str) -> None:
    off = time.time() - int(seconds)
    if abs(off) > _TOLERANCE:
        told = f"it was signed {abs(off):.0f} s {'ago' if off > 0 else 'ahead'}: more than {_TOLERANCE}"
        raise WebhookError(WebhookProblem.TIMESTAMP, told)


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix(_PREFIX)
    # Some leave the padding out.
    padded = encoded + "=" * (-len(encoded) % 4)
    try:
        key = base64.b64decode(padded, validate=True) if secret.startswith(_PREFIX) else secret.encode()
    except (binascii.Error, ValueError) as error:
        raise WebhookError(WebhookProblem.SECRET, "the secret has no base64 behind `whsec_`") from error
    if not key:
        raise WebhookError(WebhookProblem.SECRET, "the secret is empty")
    return key


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise WebhookError(WebhookProblem.BODY, "the body is no JSON") from error
    if not isinstance(value, dict):
        raise WebhookError(WebhookProblem.BODY, "the body is no JSON object")
    return value


def _wrong_signature() -> WebhookError:
    return WebhookError(WebhookProblem.SIGNATURE, "no signature is one of this body by this secret")
