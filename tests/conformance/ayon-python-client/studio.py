"""What all checks share."""

from collections.abc import Callable
from typing import Any

PROJECT = "python"
ADDON = ("tracker", "1.0.0")


def fails(function: Callable[[], Any]) -> Exception:
    """The exception a call raises; AssertionError when it raises none."""
    try:
        function()
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError("was not refused")
