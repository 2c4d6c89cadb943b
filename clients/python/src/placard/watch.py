"""How a stream that was cut goes on, apart from all input and output."""

from typing import Generic, TypeVar

import grpc

from placard.errors import PlacardError
from placard.retry import ATTEMPTS, backoff
from placard.v1 import StreamEventsRequest, WatchDeliveriesRequest

Request = TypeVar("Request", WatchDeliveriesRequest, StreamEventsRequest)

_LONGEST_WAIT = 10.0


class Position(Generic[Request]):
    """Where a stream stands."""

    def __init__(self, request: Request | None, kind: type[Request]) -> None:
        self.request: Request = kind()
        """What to ask for next."""
        if request is not None:
            self.request.CopyFrom(request)
        self._told = False
        self._failures = 0

    def advance(self, resume_token: str) -> None:
        """A message came."""
        self._told, self._failures = True, 0
        self.request.resume_token = resume_token
        self.request.include_existing = False
        if isinstance(self.request, StreamEventsRequest):
            self.request.ClearField("since")

    def wait_after(self, error: PlacardError) -> float:
        """Seconds until the stream is opened again; raises the error if it isn't."""
        self._failures += 1
        goes_on = error.code == grpc.StatusCode.UNAVAILABLE or error.reason == "READER_TOO_SLOW"
        if not goes_on or (not self._told and self._failures == ATTEMPTS):
            raise error
        return backoff(self._failures, error, _LONGEST_WAIT)


def ended() -> PlacardError:
    """A stream has no end of its own."""
    return PlacardError(grpc.StatusCode.UNAVAILABLE, "the server ended the stream")
