"""The database. The simulator has none: an addon that asks for it is told so."""

from typing import Any

from ayon_server.exceptions import NotImplementedException

_REASON = "The AYON simulator has no PostgreSQL for addons"


class _NoDatabase(type):
    def __getattr__(cls, name: str) -> Any:
        raise NotImplementedException(f"{_REASON} (asked for Postgres.{name})")


class Postgres(metaclass=_NoDatabase):
    """Every use raises NotImplementedException."""
