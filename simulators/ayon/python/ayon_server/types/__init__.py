"""Types that models of addons use."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from pydantic import BaseModel, Field

__all__ = [
    "NAME_REGEX",
    "PROJECT_NAME_REGEX",
    "USER_NAME_REGEX",
    "AccessType",
    "ColorRGBA_float",
    "ColorRGBA_hex",
    "ColorRGBA_uint8",
    "ColorRGB_float",
    "ColorRGB_hex",
    "ColorRGB_uint8",
    "Field",
    "OPModel",
    "Platform",
    "camelize",
    "normalize_to_dict",
]

NAME_REGEX = r"^[a-zA-Z0-9_]([a-zA-Z0-9_\.\-]*[a-zA-Z0-9_])?$"
PROJECT_NAME_REGEX = r"^[a-zA-Z0-9_]*$"
USER_NAME_REGEX = r"^[a-zA-Z0-9][a-zA-Z0-9_\.\-]*[a-zA-Z0-9]$"

Platform = Literal["windows", "linux", "darwin"]
AccessType = int


def camelize(name: str) -> str:
    """`some_name` to `someName`."""
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def normalize_to_dict(value: Any) -> dict[str, Any]:
    """A model or a mapping as a dict."""
    return value.dict() if isinstance(value, BaseModel) else dict(value)


class OPModel(BaseModel):
    """Base of REST models: camelCase outside, snake_case inside, both taken."""

    class Config:
        allow_population_by_field_name = True
        alias_generator = camelize


def _hex_color(name: str, digits: int) -> type:
    pattern = re.compile(rf"^#[0-9a-fA-F]{{{digits}}}$")

    def validate(value: Any) -> str:
        if not isinstance(value, str) or not pattern.match(value):
            raise ValueError("value is not a valid color")
        return value.lower()

    return _color_type(name, str, validate, "hex", digits > 6)


def _list_color(name: str, kind: type, alpha: bool) -> type:
    count = 4 if alpha else 3
    top = 1.0 if kind is float else 255

    def validate(value: Any) -> list[Any]:
        if not isinstance(value, list | tuple) or len(value) != count:
            raise ValueError("value is not a valid color")
        parts = [kind(part) for part in value]
        if any(part < 0 or part > top for part in parts):
            raise ValueError("value is not a valid color")
        return parts

    return _color_type(name, list, validate, "float" if kind is float else "uint8", alpha)


def _color_type(name: str, base: type, validate: Callable[[Any], Any], form: str, alpha: bool) -> type:
    def validators(cls: type) -> Iterator[Callable[[Any], Any]]:
        yield validate

    def schema(cls: type, field_schema: dict[str, Any]) -> None:
        field_schema.update(type="string", widget="color", colorFormat=form, colorAlpha=alpha)

    members = {"__get_validators__": classmethod(validators), "__modify_schema__": classmethod(schema)}
    return type(name, (base,), members)


ColorRGB_hex = _hex_color("ColorRGB_hex", 6)
ColorRGBA_hex = _hex_color("ColorRGBA_hex", 8)
ColorRGB_float = _list_color("ColorRGB_float", float, False)
ColorRGBA_float = _list_color("ColorRGBA_float", float, True)
ColorRGB_uint8 = _list_color("ColorRGB_uint8", int, False)
ColorRGBA_uint8 = _list_color("ColorRGBA_uint8", int, True)
