"""What is tried again, how often, and after how long."""

import random
import time
import uuid
from typing import Any

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool

from placard.errors import PlacardError

ATTEMPTS = 5
_FIRST = 0.2


def backoff(failures: int, error: PlacardError, longest: float = float("inf")) -> float:
    """Seconds to wait after so many failures in a row, at most `longest` unless the server asks for more."""
    wait: float = min(_FIRST * 2 ** (failures - 1), longest)
    asked = error.retry_delay.total_seconds() if error.retry_delay else 0.0
    # Give or take 20 %: clients that failed at the same moment must not come back at the same one.
    return max(wait * random.uniform(0.8, 1.2), asked)


class Attempts:
    """The attempts of one call.

    A call is repeated if that is safe: a read, or something with a `request_id`, which it gets here if it has none.
    """

    def __init__(self, method: str | bytes, request: Any, timeout: float | None) -> None:
        path = method.decode() if isinstance(method, bytes) else method
        reads = _reads(path)
        identifiable = not reads and "request_id" in request.DESCRIPTOR.fields_by_name
        self.request = _identified(request) if identifiable else request
        """What to send."""
        self._safe = reads or identifiable
        self._failures = 0
        self._end = None if timeout is None else time.monotonic() + timeout

    def time_left(self) -> float | None:
        """Seconds until the deadline."""
        return None if self._end is None else max(self._end - time.monotonic(), 0.0)

    def wait_after(self, error: PlacardError) -> float:
        """Seconds until the next attempt; raises the error if there is none."""
        self._failures += 1
        if not self._safe or error.code != grpc.StatusCode.UNAVAILABLE or self._failures == ATTEMPTS:
            raise error
        wait = backoff(self._failures, error)
        left = self.time_left()
        # What went wrong says more than that there was no time to try again.
        if left is not None and wait >= left:
            raise error
        return wait


def _reads(path: str) -> bool:
    method = descriptor_pool.Default().FindMethodByName(path.lstrip("/").replace("/", "."))
    options = descriptor_pb2.MethodOptions
    return bool(method.GetOptions().idempotency_level == options.NO_SIDE_EFFECTS)


def _identified(request: Any) -> Any:
    # The caller's message stays as it is: sent again, it would be another request.
    copy = type(request)()
    copy.CopyFrom(request)
    copy.request_id = copy.request_id or str(uuid.uuid4())
    return copy
