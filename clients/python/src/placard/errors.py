"""What a failed call says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with a field."""

    path: str
    """The field's path in the request, for instance "spec.card.style.font"."""
    message: str
    """For people."""


@dataclass(frozen=True)
class Resource:
    """What isn't there."""

    type: str
    """For instance "render"."""
    name: str
    """Its id, as it was asked for."""


class PlacardError(Exception):
    """A failed call. Every call of the client fails with one."""

    code: grpc.StatusCode
    """The gRPC code, for instance `grpc.StatusCode.NOT_FOUND`."""
    message: str
    """For people."""
    reason: str
    """For machines: a name out of `ErrorReason` without its prefix, for instance "UNKNOWN_FONT". Empty if it was not the
    server that spoke: it was not reached, the deadline passed here, or something else answered in its place."""
    fields: list[FieldProblem]
    """The fields of the request that are at fault."""
    metadata: Mapping[str, str]
    """What else there is for machines, for instance `render_id` of a render that failed."""
    resource: Resource | None
    """What isn't there, with NOT_FOUND."""
    retry_delay: timedelta | None
    """After how long to come back, where the server says it."""
    request_id: str
    """The call's id in the server's log; empty if the server was not reached."""

    def __init__(self, code: grpc.StatusCode, message: str, trailers: Iterable[tuple[str, str | bytes]] = ()) -> None:
        super().__init__(f"{code.name}: {message}")
        self.code, self.message = code, message
        self.reason, self.fields, self.metadata = "", [], {}
        self.resource, self.retry_delay, self.request_id = None, None, ""
        for key, value in trailers:
            if key == "x-request-id":
                self.request_id = str(value)
            elif key == "grpc-status-details-bin" and isinstance(value, bytes):
                self._read(value)

    def _read(self, value: bytes) -> None:
        try:
            details = status_pb2.Status.FromString(value).details
        except DecodeError:
            return  # whoever wrote that is not the server
        for detail in details:
            info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            resource, retry = error_details_pb2.ResourceInfo(), error_details_pb2.RetryInfo()
            if detail.Unpack(info) and info.domain == "placard":
                self.reason, self.metadata = info.reason, dict(info.metadata)
            elif detail.Unpack(request):
                self.fields += [FieldProblem(one.field, one.description) for one in request.field_violations]
            elif detail.Unpack(resource):
                self.resource = Resource(resource.resource_type, resource.resource_name)
            elif detail.Unpack(retry):
                self.retry_delay = retry.retry_delay.ToTimedelta()


class EndedCall(Protocol):
    """What gRPC raises: that of the blocking API and that of asyncio have this in common."""

    def code(self) -> Any: ...
    def details(self) -> Any: ...
    def trailing_metadata(self) -> Any: ...
    def initial_metadata(self) -> Any: ...


def from_call(error: EndedCall) -> PlacardError:
    """Reads what gRPC raised."""
    code = error.code()
    given = [*(error.initial_metadata() or ()), *(error.trailing_metadata() or ())]
    known = code if isinstance(code, grpc.StatusCode) else grpc.StatusCode.UNKNOWN
    return PlacardError(known, error.details() or "", [(key, value) for key, value in given])
