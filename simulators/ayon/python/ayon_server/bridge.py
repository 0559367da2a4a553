"""The way back from an addon to the simulator: everything the stand-in cannot know itself is asked there."""

from collections.abc import Awaitable, Callable
from typing import Any

Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]

_ask: Ask | None = None


def connect(ask: Ask) -> None:
    """Sets the function that asks the simulator. Called once by the host."""
    global _ask
    _ask = ask


async def ask(what: str, **arguments: Any) -> Any:
    """Asks the simulator; raises RuntimeError when the code runs outside of it."""
    if _ask is None:
        raise RuntimeError("This code is not running inside the AYON simulator")
    return await _ask(what, arguments)


async def rest(method: str, path: str, body: Any = None) -> Any:
    """Calls a REST route of the simulated server as the server itself. Returns the body of the answer.

    Raises AyonException with the status of the answer when that is an error."""
    from ayon_server.exceptions import exception_for

    answer = await ask("rest", method=method, path=path, body=body)
    if answer["status"] >= 400:
        detail = (answer["body"] or {}).get("detail") or f"{method} {path} failed"
        raise exception_for(answer["status"], detail)
    return answer["body"]
