"""The server's logger. Lines go to the host's stderr; warnings and errors also become `log.*` events."""

import asyncio
import sys
from typing import Any


class Logger:
    """Takes the calls addons make: `logger.info("text")`, `logger.bind(...)`, `with logger.contextualize(...)`."""

    def _log(self, level: str, message: Any, *args: Any) -> None:
        text = str(message)
        if args:
            try:
                text = text.format(*args)
            except (IndexError, KeyError, ValueError):
                text = " ".join([text, *map(str, args)])
        print(f"{level}: {text}", file=sys.stderr, flush=True)
        if level in ("warning", "error", "critical"):
            _tell(level, text)

    def trace(self, message: Any, *args: Any, **kwargs: Any) -> None:
        self._log("trace", message, *args)

    def debug(self, message: Any, *args: Any, **kwargs: Any) -> None:
        self._log("debug", message, *args)

    def info(self, message: Any, *args: Any, **kwargs: Any) -> None:
        self._log("info", message, *args)

    def success(self, message: Any, *args: Any, **kwargs: Any) -> None:
        self._log("success", message, *args)

    def warning(self, message: Any, *args: Any, **kwargs: Any) -> None:
        self._log("warning", message, *args)

    def error(self, message: Any, *args: Any, **kwargs: Any) -> None:
        self._log("error", message, *args)

    def critical(self, message: Any, *args: Any, **kwargs: Any) -> None:
        self._log("critical", message, *args)

    exception = error

    def bind(self, **kwargs: Any) -> "Logger":
        return self

    def contextualize(self, **kwargs: Any) -> "Logger":
        return self

    def __enter__(self) -> "Logger":
        return self

    def __exit__(self, *exc: Any) -> None:
        return None


def _tell(level: str, text: str) -> None:
    from ayon_server import bridge

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    task = loop.create_task(bridge.ask("dispatch", event={"topic": f"log.{level}", "description": text}))
    _pending.add(task)
    task.add_done_callback(_forget)


def _forget(task: "asyncio.Task[Any]") -> None:
    _pending.discard(task)
    if not task.cancelled():
        task.exception()


async def flush() -> None:
    """Waits until what was logged so far is told."""
    if _pending:
        await asyncio.wait(set(_pending))


_pending: set["asyncio.Task[Any]"] = set()

logger = Logger()


def log_traceback(message: str = "Exception", **kwargs: Any) -> str:
    """Logs the present exception; returns its traceback."""
    import traceback

    text = traceback.format_exc()
    logger.error(f"{message}\n{text}")
    return text
