"""Configuration of the server."""

from types import SimpleNamespace

ayonconfig = SimpleNamespace(
    http_timeout=30,
    postgres_url=None,
    redis_channel="pubsub",
    audit_trail=True,
)
