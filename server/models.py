"""Settings models made from their description.

The server reads every stored document through these models, and one value that a model refuses makes all settings of the addon
unreadable. So they accept every value of the right kind: limits and choices are only shown in the form."""

from collections.abc import Callable
from copy import deepcopy
from types import GenericAlias
from typing import Any

from ayon_server.settings import BaseSettingsModel, SettingsField

from .description import Choice, DescriptionError, Field, Limits, SettingsDescription

#: Gives the function that lists the choices of a name, for the form.
ResolverOf = Callable[[str], Callable[..., Any]]

_TYPES: dict[str, Any] = {
    "boolean": bool,
    "string": str,
    "integer": int,
    "number": float,
    # The builtin on purpose: the server's migration passes over `typing.List`.
    "strings": list[str],
}


def build_settings_model(description: SettingsDescription, resolver_of: ResolverOf) -> type[BaseSettingsModel]:
    """The model of the whole tree. Raises DescriptionError when the description does not fit together."""
    return _Builder(description, resolver_of).build(description["root"])


class _Builder:
    def __init__(self, description: SettingsDescription, resolver_of: ResolverOf) -> None:
        self._models = description["models"]
        self._resolver_of = resolver_of

    def build(self, name: str) -> type[BaseSettingsModel]:
        model = self._models.get(name)
        if model is None:
            raise DescriptionError(f"settings.json has no model {name}. Upload the package again.")
        members: dict[str, Any] = {
            "__module__": __name__,
            "__qualname__": name,
            "__doc__": model.get("description"),
            "__annotations__": {},
            "_title": model["title"],
            "_layout": model.get("layout"),
            "_isGroup": bool(model.get("whole", False)),
        }
        for field in model["fields"]:
            members["__annotations__"][field["name"]], members[field["name"]] = self._field(field)
        return type(name, (BaseSettingsModel,), members)

    def _field(self, field: Field) -> tuple[Any, Any]:
        shown: dict[str, Any] = {
            "title": field["title"],
            "description": field.get("description"),
            "scope": field["scope"],
            "section": field.get("section"),
            "widget": field.get("widget"),
            "syntax": field.get("syntax"),
            "conditional_enum": True if field.get("chooses") else None,
        }
        choices = field.get("choices")
        if isinstance(choices, str):
            shown["enum_resolver"] = self._resolver_of(choices)
        elif choices is not None:
            shown["enum_resolver"] = _listing(choices)
        arguments = {name: value for name, value in shown.items() if value is not None}
        if field["type"] == "group":
            model = self.build(field["model"])
            return model, SettingsField(default_factory=model, **arguments)
        kind = GenericAlias(list, self.build(field["model"])) if field["type"] == "rows" else _kind_of(field)
        default = field["default"]
        if isinstance(default, list):
            return kind, SettingsField(default_factory=_copying(default, kind), **arguments)
        return kind, SettingsField(default, **arguments)


def _kind_of(field: Field) -> Any:
    kind = _TYPES[field["type"]]
    limits = field.get("limits")
    return kind if limits is None else _shown_within(kind, limits)


def _shown_within(kind: type, limits: Limits) -> type:
    """A number of which the form shows the limits, and that takes any."""

    def modify_schema(schema: dict[str, Any]) -> None:
        schema.update(limits)

    return type(kind.__name__, (kind,), {"__modify_schema__": staticmethod(modify_schema)})


def _listing(choices: list[Choice]) -> Callable[[], list[Choice]]:
    return lambda: choices


def _copying(default: list[Any], kind: Any) -> Callable[[], list[Any]]:
    """Makes the default anew each time; rows as objects of their model, as the server expects them."""
    (inner,) = kind.__args__
    if issubclass(inner, BaseSettingsModel):
        return lambda: [inner(**row) for row in default]
    return lambda: deepcopy(default)
