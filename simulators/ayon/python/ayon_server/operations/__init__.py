"""Hooks of operations. Not simulated: an addon that registers one is told so."""

from typing import Any

from ayon_server.exceptions import NotImplementedException


class OperationHooks:
    """Every use raises NotImplementedException."""

    @classmethod
    def register(cls, hook: Any) -> str:
        raise NotImplementedException("The AYON simulator does not call operation hooks")
