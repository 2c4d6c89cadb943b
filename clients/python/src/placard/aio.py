"""The client for asyncio: the same, with `await`."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Any

import grpc
import grpc.aio

from placard.download import Downloaded, Unfinished
from placard.errors import PlacardError, from_call
from placard.pages import paginate_async as paginate
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

__all__ = ["Client", "paginate"]


class Client:
    """Stubs for all services, as `placard.Client` has them, but to be awaited."""

    def __init__(self, server: str | None = None, api_key: str | None = None, *, timeout: float | None = 60.0) -> None:
        settings = Settings.read(server, api_key)
        interceptors = [_Unary(settings.api_key, timeout), _Streams(settings.api_key)]
        if settings.secure:
            credentials = grpc.ssl_channel_credentials()
            channel = grpc.aio.secure_channel(settings.target, credentials, OPTIONS, interceptors=interceptors)
        else:
            channel = grpc.aio.insecure_channel(settings.target, OPTIONS, interceptors=interceptors)
        self._channel = channel
        self._closed = asyncio.Event()
        self.renders = RenderServiceStub(channel)
        self.templates = TemplateServiceStub(channel)
        self.bindings = BindingServiceStub(channel)
        self.triggers = TriggerServiceStub(channel)
        self.subscriptions = WebhookSubscriptionServiceStub(channel)
        self.events = EventServiceStub(channel)
        self.workspace = WorkspaceServiceStub(channel)

    def watch_deliveries(self, request: WatchDeliveriesRequest | None = None) -> AsyncIterator[WatchDeliveriesResponse]:
        """Every change of every delivery, as messages with a `delivery`.

        When the connection breaks it goes on where it stood; to go on after a restart of one's own, keep the
        `resume_token`.
        """
        return self._watch(self.subscriptions.WatchDeliveries, Position(request, WatchDeliveriesRequest))

    def stream_events(self, request: StreamEventsRequest | None = None) -> AsyncIterator[StreamEventsResponse]:
        """Every event, in the same way, as messages with an `event`."""
        return self._watch(self.events.StreamEvents, Position(request, StreamEventsRequest))

    def watch_render(self, request: WatchRenderRequest) -> AsyncIterator[WatchRenderResponse]:
        """How a render stands, and every change of it, in the same way, as messages with a `render`.

        It ends with the render.
        """
        return self._watch(self.renders.WatchRender, Position(request, WatchRenderRequest, render_ended))

    def watch_batch(self, request: WatchBatchRequest) -> AsyncIterator[WatchBatchResponse]:
        """How far a batch is, and again whenever items end, in the same way, as messages with a `progress`.

        It ends with the batch.
        """
        return self._watch(self.renders.WatchBatch, Position(request, WatchBatchRequest, batch_ended))

    async def download_render(self, render_id: str, path: str | os.PathLike[str]) -> Downloaded:
        """Downloads a render's picture into a file, which is there only once it is whole.

        If the connection breaks, it begins again.
        """
        request = DownloadRenderRequest(render_id=render_id)
        attempts = Attempts("/placard.v1.RenderService/DownloadRender", request, None)
        while True:
            try:
                return await self._download(request, path)
            except PlacardError as error:
                await asyncio.sleep(attempts.wait_after(error))

    async def _download(self, request: DownloadRenderRequest, path: str | os.PathLike[str]) -> Downloaded:
        stream = self.renders.DownloadRender(request)
        try:
            with Unfinished(path) as file:
                async for part in _messages(stream):
                    file.write(part)
                return file.finish()
        finally:
            stream.cancel()

    async def _watch(self, method: Callable[[Request], Any], position: Position[Request]) -> AsyncIterator[Any]:
        while True:
            stream = method(position.request)
            try:
                async for message in _messages(stream):
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
            except asyncio.CancelledError:
                # gRPC says so too to those who read when the connection is closed.
                if not self._closed.is_set():
                    raise
                error = PlacardError(grpc.StatusCode.CANCELLED, "the client is closed")
            finally:
                stream.cancel()
            if await self._is_closed_within(position.wait_after(error)):
                raise error

    async def _is_closed_within(self, seconds: float) -> bool:
        try:
            return await asyncio.wait_for(self._closed.wait(), seconds)
        except asyncio.TimeoutError:
            return False

    async def close(self) -> None:
        """Ends the connection, and whatever goes on on it: it fails with CANCELLED."""
        self._closed.set()
        await self._channel.close()

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def _messages(stream: Any) -> AsyncIterator[Any]:
    try:
        async for message in stream:
            yield message
    except grpc.aio.AioRpcError as error:
        raise from_call(error) from error


class _Unary(grpc.aio.UnaryUnaryClientInterceptor):
    """What is done with every call that has one answer."""

    def __init__(self, api_key: str, timeout: float | None) -> None:
        self._api_key, self._timeout = api_key, timeout

    async def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        given = client_call_details.timeout
        attempts = Attempts(client_call_details.method, request, self._timeout if given is None else given)
        while True:
            details = _authorized(client_call_details, self._api_key, attempts.time_left())
            call = await continuation(details, attempts.request)
            try:
                await call
                return call
            except grpc.aio.AioRpcError as error:
                wait = attempts.wait_after(from_call(error))
            await asyncio.sleep(wait)


class _Streams(grpc.aio.UnaryStreamClientInterceptor):
    """What is done with every call that has many."""

    def __init__(self, api_key: str) -> None:
        self._api_key = api_key

    async def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return await continuation(_authorized(client_call_details, self._api_key, client_call_details.timeout), request)


def _authorized(details: Any, api_key: str, timeout: float | None) -> grpc.aio.ClientCallDetails:
    metadata = grpc.aio.Metadata(*(details.metadata or ()), ("authorization", f"Bearer {api_key}"))
    return grpc.aio.ClientCallDetails(
        details.method, timeout, metadata, details.credentials, details.wait_for_ready
    )
