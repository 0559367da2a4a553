"""The JSON files of the package, as they are read and typed here."""

import json
from pathlib import Path
from typing import Any, Literal, TypedDict

#: Raised together with the writer of the files when an older reader could misunderstand them.
SETTINGS_FORMAT = 1

Kind = Literal["boolean", "string", "integer", "number", "strings", "group", "rows"]


class Choice(TypedDict):
    """A value a field offers."""

    value: str
    label: str


class Limits(TypedDict, total=False):
    """The range a form asks for. Nothing outside is refused."""

    minimum: float
    maximum: float


class _FieldBase(TypedDict):
    name: str
    type: Kind
    title: str
    scope: list[str]


class Field(_FieldBase, total=False):
    """A setting."""

    #: Of `group` and `rows`: name of the model of the object or of each row.
    model: str
    default: Any
    description: str
    section: str
    widget: str
    syntax: str
    #: The values to offer, or the name of a list that the server has.
    choices: list[Choice] | str
    #: The value names the field beside it that is in use.
    chooses: bool
    limits: Limits
    unique: str


class _ModelBase(TypedDict):
    title: str
    fields: list[Field]


class Model(_ModelBase, total=False):
    """An object of settings."""

    description: str
    #: An override replaces the whole object.
    whole: bool
    layout: str


class SettingsDescription(TypedDict):
    """`settings.json`."""

    format: int
    root: str
    models: dict[str, Model]
    conversion: list[dict[str, Any]]


class AttributeData(TypedDict):
    """How the server shows and keeps an attribute."""

    type: str
    title: str
    inherit: bool


class Attribute(TypedDict):
    """An attribute the addon needs, of `attributes.json`."""

    name: str
    scope: list[str]
    data: AttributeData


class DescriptionError(Exception):
    """A file of the package cannot be used; the message says which, why and what to do."""


def read_settings_description(folder: Path) -> SettingsDescription:
    """Reads `settings.json`. Raises DescriptionError."""
    description = _read(folder / "settings.json")
    found = description.get("format") if isinstance(description, dict) else None
    if found != SETTINGS_FORMAT:
        raise DescriptionError(
            f"settings.json has the format {found}, and this server part reads {SETTINGS_FORMAT}."
            " The files of the package do not belong together: upload the package again."
        )
    checked: SettingsDescription = description
    return checked


def read_attributes(folder: Path) -> list[Attribute]:
    """Reads `attributes.json`. Raises DescriptionError."""
    found = _read(folder / "attributes.json")
    if not isinstance(found, list):
        raise DescriptionError("attributes.json holds no list. Upload the package again.")
    return found


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DescriptionError(f"{file.name} cannot be read ({error}). Upload the package again.") from error
