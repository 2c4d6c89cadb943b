"""The client for programs that wait for their answers."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import grpc

from placard.download import Downloaded, Unfinished
from placard.errors import PlacardError, from_call
from placard.retry import Attempts
from placard.settings import OPTIONS, Settings
from placard.v1 import (
    BindingServiceStub,
    DownloadRenderRequest,
    EventServiceStub,
    RenderServiceStub,
    StreamEventsRequest,
    StreamEventsResponse,
    TemplateServiceStub,
    TriggerServiceStub,
    WatchBatchRequest,
    WatchBatchResponse,
    WatchDeliveriesRequest,
    WatchDeliveriesResponse,
    WatchRenderRequest,
    WatchRenderResponse,
    WebhookSubscriptionServiceStub,
    WorkspaceServiceStub,
)
from placard.watch import Position, Request, batch_ended, render_ended


class Client:
    """Stubs for all services, which share one connection and show the API key with every call.

    Calls are repeated while the server is not available, where that is safe, and raise `PlacardError`.

    `server` is the variable `PLACARD_SERVER` unless it is given, and else http://127.0.0.1:8080; `api_key` is
    `PLACARD_API_KEY`. `timeout` is how long a call may take that doesn't say, in seconds, its repetitions included; None
    is for ever. Streams have no limit by themselves.
    """

    def __init__(self, server: str | None = None, api_key: str | None = None, *, timeout: float | None = 60.0) -> None:
        settings = Settings.read(server, api_key)
        if settings.secure:
            channel = grpc.secure_channel(settings.target, grpc.ssl_channel_credentials(), OPTIONS)
        else:
            channel = grpc.insecure_channel(settings.target, OPTIONS)
        self._channel = channel
        self._closed = threading.Event()
        steady = grpc.intercept_channel(channel, _Calls(settings.api_key, timeout))
        self.renders = RenderServiceStub(steady)
        self.templates = TemplateServiceStub(steady)
        self.bindings = BindingServiceStub(steady)
        self.triggers = TriggerServiceStub(steady)
        self.subscriptions = WebhookSubscriptionServiceStub(steady)
        self.events = EventServiceStub(steady)
        self.workspace = WorkspaceServiceStub(steady)

    def watch_deliveries(self, request: WatchDeliveriesRequest | None = None) -> Iterator[WatchDeliveriesResponse]:
        """Every change of every delivery, as messages with a `delivery`.

        When the connection breaks it goes on where it stood; to go on after a restart of one's own, keep the
        `resume_token`.
        """
        return self._watch(self.subscriptions.WatchDeliveries, Position(request, WatchDeliveriesRequest))

    def stream_events(self, request: StreamEventsRequest | None = None) -> Iterator[StreamEventsResponse]:
        """Every event, in the same way, as messages with an `event`."""
        return self._watch(self.events.StreamEvents, Position(request, StreamEventsRequest))

    def watch_render(self, request: WatchRenderRequest) -> Iterator[WatchRenderResponse]:
        """How a render stands, and every change of it, in the same way, as messages with a `render`.

        It ends with the render.
        """
        return self._watch(self.renders.WatchRender, Position(request, WatchRenderRequest, render_ended))

    def watch_batch(self, request: WatchBatchRequest) -> Iterator[WatchBatchResponse]:
        """How far a batch is, and again whenever items end, in the same way, as messages with a `progress`.

        It ends with the batch.
        """
        return self._watch(self.renders.WatchBatch, Position(request, WatchBatchRequest, batch_ended))

    def download_render(self, render_id: str, path: str | os.PathLike[str]) -> Downloaded:
        """Downloads a render's picture into a file, which is there only once it is whole.

        If the connection breaks, it begins again.
        """
        request = DownloadRenderRequest(render_id=render_id)
        attempts = Attempts("/placard.v1.RenderService/DownloadRender", request, None)
        while True:
            try:
                return self._download(request, path)
            except PlacardError as error:
                time.sleep(attempts.wait_after(error))

    def _download(self, request: DownloadRenderRequest, path: str | os.PathLike[str]) -> Downloaded:
        stream = self.renders.DownloadRender(request)
        try:
            with Unfinished(path) as file:
                for part in stream:
                    file.write(part)
                return file.finish()
        finally:
            stream.cancel()

    def _watch(self, method: Callable[[Request], Any], position: Position[Request]) -> Iterator[Any]:
        while True:
            stream = method(position.request)
            try:
                for message in stream:
                    position.advance(message.resume_token)
                    if not message.HasField("heartbeat"):
                        yield message
                    if position.ends_with(message):
                        return
                error = position.after_end()
                if error is None:
                    return
            except PlacardError as thrown:
                error = thrown
            finally:
                stream.cancel()
            if self._closed.wait(position.wait_after(error)):
                raise error

    def close(self) -> None:
        """Ends the connection, and whatever goes on on it: it fails with CANCELLED."""
        self._closed.set()
        self._channel.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _Calls(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """What is done with every call."""

    def __init__(self, api_key: str, timeout: float | None) -> None:
        self._authorization = ("authorization", f"Bearer {api_key}")
        self._timeout = timeout

    def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        given = client_call_details.timeout
        attempts = Attempts(client_call_details.method, request, self._timeout if given is None else given)
        while True:
            call = continuation(self._authorized(client_call_details, attempts.time_left()), attempts.request)
            failed = call.exception()
            if failed is None:
                return call
            if not isinstance(failed, grpc.RpcError):
                raise failed
            time.sleep(attempts.wait_after(from_call(call)))

    def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return _Stream(continuation(self._authorized(client_call_details, client_call_details.timeout), request))

    def _authorized(self, details: Any, timeout: float | None) -> Any:
        metadata = [*(details.metadata or ()), self._authorization]
        return details._replace(metadata=metadata, timeout=timeout)


class _Stream:
    """A stream of answers that raises `PlacardError`."""

    def __init__(self, call: Any) -> None:
        self._call = call

    def __iter__(self) -> "_Stream":
        return self

    def __next__(self) -> Any:
        try:
            return next(self._call)
        except grpc.RpcError as error:
            raise from_call(self._call) from error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)
