"""A picture on its way into a file."""

import os
import uuid
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO

import grpc

from placard.errors import PlacardError
from placard.v1 import DownloadRenderResponse


@dataclass(frozen=True)
class Downloaded:
    """What a file holds."""

    content_type: str
    """Media type, for instance "image/png"."""
    size_bytes: int


class Unfinished:
    """A file that takes its name when it is whole; until then, it lies beside its place, and goes if anything fails."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._unfinished = f"{self._path}.{uuid.uuid4()}.part"
        self._file: BinaryIO | None = None
        self._content_type, self._size, self._written = "", 0, 0

    def __enter__(self) -> "Unfinished":
        return self

    def write(self, part: DownloadRenderResponse) -> None:
        """The next bytes."""
        if self._file is None:
            self._file = open(self._unfinished, "xb")
        if part.content_type:
            self._content_type, self._size = part.content_type, part.size_bytes
        self._written += self._file.write(part.data)

    def finish(self) -> Downloaded:
        """Gives it its name."""
        if self._file is None or self._written != self._size:
            told = f"the picture ended after {self._written} of {self._size} bytes"
            raise PlacardError(grpc.StatusCode.UNAVAILABLE, told)
        self._file.close()
        os.replace(self._unfinished, self._path)
        return Downloaded(self._content_type, self._size)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()
            if os.path.exists(self._unfinished):
                os.remove(self._unfinished)
