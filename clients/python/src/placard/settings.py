"""Where a server is, and who asks."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_KEEPALIVE_MS = 20_000
# The server gives pictures of up to 32 MiB within an answer.
_LARGEST_ANSWER = 40 * 1024 * 1024

OPTIONS: Sequence[tuple[str, int]] = (
    ("grpc.max_receive_message_length", _LARGEST_ANSWER),
    # A connection on which nothing comes is asked whether it is still there, for as long as streams are open.
    ("grpc.keepalive_time_ms", _KEEPALIVE_MS),
    ("grpc.keepalive_timeout_ms", _KEEPALIVE_MS),
    ("grpc.http2.max_pings_without_data", 0),
    # Attempts would fail without being made if they came more quickly than new connections are tried.
    ("grpc.initial_reconnect_backoff_ms", 150),
    ("grpc.max_reconnect_backoff_ms", 5_000),
)


@dataclass(frozen=True)
class Settings:
    """What a client needs to know."""

    target: str
    secure: bool
    api_key: str

    @staticmethod
    def read(server: str | None, api_key: str | None) -> "Settings":
        """Arguments, else the variables `PLACARD_SERVER` and `PLACARD_API_KEY`."""
        url = server or os.environ.get("PLACARD_SERVER") or "http://127.0.0.1:8080"
        key = api_key or os.environ.get("PLACARD_API_KEY")
        if not key:
            raise ValueError("no API key: give `api_key`, or set PLACARD_API_KEY")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError(f"`{url}` is no server's address: it looks like https://cards.example.com")
        secure = parts.scheme == "https"
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return Settings(f"{host}:{parts.port or (443 if secure else 80)}", secure, key)
