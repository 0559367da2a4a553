"""Fields of settings models."""

from typing import Any

from pydantic import Field
from pydantic.fields import Undefined

# What pydantic itself understands.
_PYDANTIC = (
    "alias", "title", "description", "gt", "ge", "lt", "le", "multiple_of", "min_items", "max_items", "unique_items",
    "min_length", "max_length", "regex", "discriminator",
)
# What the schema shows beside it, by the name of the argument.
_EXTRAS = {
    "enum_resolver": "enum_resolver",
    "required_items": "required_items",
    "section": "section",
    "widget": "widget",
    "syntax": "syntax",
    "layout": "layout",
    "tags": "tags",
    "scope": "scope",
    "placeholder": "placeholder",
    "example": "example",
    "examples": "examples",
    "conditional_enum": "conditional_enum",
    "conditionalEnum": "conditional_enum",
}


def SettingsField(
    default: Any = Undefined, *, default_factory: Any = None, disabled: bool = False, **kwargs: Any
) -> Any:
    """A field of a settings model: pydantic's arguments and those of the settings form.

    Raises TypeError for an argument the server does not know."""
    arguments: dict[str, Any] = {}
    for name, value in kwargs.items():
        if name not in _PYDANTIC and name not in _EXTRAS:
            raise TypeError(f"SettingsField() got an unexpected keyword argument '{name}'")
        if value is not None:
            arguments[_EXTRAS.get(name, name)] = value
    if default_factory is not None:
        arguments["default_factory"] = default_factory
    else:
        arguments["default"] = default
    return Field(disabled=disabled, **arguments)
