"""Lists of any length, page by page."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

from google.protobuf.message import Message

Request = TypeVar("Request", bound=Message)


def paginate(list_method: Callable[[Request], Any], request: Request) -> Iterator[Any]:
    """All items of a List method, page by page as they are asked for:

    for render in paginate(client.renders.ListRenders, v1.ListRendersRequest()): ...
    """
    asked = _copy(request)
    while True:
        page = list_method(asked)
        yield from items(page)
        if not page.next_page_token:
            return
        asked.page_token = page.next_page_token  # type: ignore[attr-defined]


async def paginate_async(list_method: Callable[[Request], Any], request: Request) -> AsyncIterator[Any]:
    """The same for `placard.aio`, which calls it `paginate`."""
    asked = _copy(request)
    while True:
        page = await list_method(asked)
        for item in items(page):
            yield item
        if not page.next_page_token:
            return
        asked.page_token = page.next_page_token  # type: ignore[attr-defined]


def items(page: Message) -> Any:
    """What a page is a page of: its one repeated field."""
    (field,) = [field for field in page.DESCRIPTOR.fields if field.is_repeated]
    return getattr(page, field.name)


def _copy(request: Request) -> Request:
    copy = type(request)()
    copy.CopyFrom(request)
    return copy
