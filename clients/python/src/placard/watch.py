"""How a stream that was cut goes on, apart from all input and output."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf.message import Message

from placard.errors import PlacardError
from placard.retry import ATTEMPTS, backoff
from placard.v1 import (
    BATCH_STATE_CANCELLED,
    BATCH_STATE_COMPLETED,
    RENDER_STATE_CANCELLED,
    RENDER_STATE_FAILED,
    RENDER_STATE_SUCCEEDED,
    StreamEventsRequest,
    WatchBatchRequest,
    WatchBatchResponse,
    WatchDeliveriesRequest,
    WatchRenderRequest,
    WatchRenderResponse,
)

Request = TypeVar("Request", WatchDeliveriesRequest, StreamEventsRequest, WatchRenderRequest, WatchBatchRequest)

_LONGEST_WAIT = 10.0
# What is left of a stream that was cut by something between: a proxy, say, that lets none live for long.
_CUT = (
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.INTERNAL,
)


class Position(Generic[Request]):
    """Where a stream stands.

    `is_last` is what the last message of a stream looks like that ends by itself; those of the others go on for ever.
    """

    def __init__(
        self, request: Request | None, kind: type[Request], is_last: Callable[[Any], bool] | None = None
    ) -> None:
        self.request: Request = kind()
        """What to ask for next."""
        if request is not None:
            self.request.CopyFrom(request)
        self._is_last = is_last
        self._told = False
        self._failures = 0

    def advance(self, resume_token: str) -> None:
        """A message came."""
        self._told, self._failures = True, 0
        self.request.resume_token = resume_token
        # Where to begin was asked for once.
        request: Message = self.request
        for name in ("include_existing", "since"):
            if name in request.DESCRIPTOR.fields_by_name:
                request.ClearField(name)

    def ends_with(self, message: Any) -> bool:
        """Whether nothing comes after this message."""
        return self._is_last is not None and self._is_last(message)

    def after_end(self) -> PlacardError | None:
        """What it means that the server ended the stream: nothing, if it ends by itself."""
        if self._is_last is not None:
            return None
        return PlacardError(grpc.StatusCode.UNAVAILABLE, "the server ended the stream")

    def wait_after(self, error: PlacardError) -> float:
        """Seconds until the stream is opened again; raises the error if it isn't."""
        self._failures += 1
        # Where the server gives no reason, it was not the server that ended the stream.
        cut = self._told and not error.reason and error.code in _CUT
        goes_on = cut or error.code == grpc.StatusCode.UNAVAILABLE or error.reason == "READER_TOO_SLOW"
        if not goes_on or (not self._told and self._failures == ATTEMPTS):
            raise error
        return backoff(self._failures, error, _LONGEST_WAIT)


def render_ended(message: WatchRenderResponse) -> bool:
    """Whether a render is told that does not change any more."""
    return message.render.state in (RENDER_STATE_SUCCEEDED, RENDER_STATE_FAILED, RENDER_STATE_CANCELLED)


def batch_ended(message: WatchBatchResponse) -> bool:
    """Whether all items have ended."""
    return message.progress.batch.state in (BATCH_STATE_COMPLETED, BATCH_STATE_CANCELLED)
