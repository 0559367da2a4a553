"""Base of settings models, and small helpers of settings."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from ayon_server.exceptions import BadRequestException
from ayon_server.settings.settings_field import SettingsField


class BaseSettingsModel(BaseModel):
    """Base of all settings. `_isGroup`: overridden as a whole; `_layout` and `_title`: hints for the form."""

    _isGroup: bool = False
    _title: str | None = None
    _layout: str | None = None
    _required: bool = False

    class Config:
        underscore_attrs_are_private = True
        allow_population_by_field_name = True


BaseSettingsModel.__doc__ = None


def option(model: type[BaseModel], name: str) -> Any:
    """The value a settings model gives to `_isGroup`, `_title` or `_layout`."""
    found = model.__private_attributes__.get(name)
    return None if found is None else found.get_default()


class MultiplatformPathModel(BaseSettingsModel):
    windows: str = SettingsField("", title="Windows")
    linux: str = SettingsField("", title="Linux")
    darwin: str = SettingsField("", title="MacOS")


class MultiplatformPathListModel(BaseSettingsModel):
    windows: list[str] = SettingsField(default_factory=list, title="Windows")
    linux: list[str] = SettingsField(default_factory=list, title="Linux")
    darwin: list[str] = SettingsField(default_factory=list, title="MacOS")


def ensure_unique_names(objects: Iterable[Any], field_name: str | None = None) -> None:
    """Raises BadRequestException when two objects have the same `name`."""
    seen: set[str] = set()
    for item in objects:
        name = item.name
        if name in seen:
            where = f" in {field_name}" if field_name else ""
            raise BadRequestException(f"Duplicate name '{name}'{where}")
        seen.add(name)


def normalize_name(name: str) -> str:
    """A name of plain letters, digits and underscores, in lower case."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
