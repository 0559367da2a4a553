"""The form of a settings model without titles and enums: what overrides are laid over."""

import inspect
from typing import Any, get_origin

from pydantic import BaseModel

from ayon_server.settings.common import option


def structure_of(model: type[BaseModel]) -> dict[str, Any]:
    """`{"is": "object", "isGroup", "fields": {name: {"scope", "node"}}}`; nodes of fields are objects again,
    `{"is": "list", "item"}`, or `{"is": "value", "type"}` with the type `number`, `string`, `boolean` or `any`."""
    fields = {
        name: {"scope": field.field_info.extra.get("scope", ["studio", "project"]), "node": _node(field)}
        for name, field in model.__fields__.items()
    }
    return {"is": "object", "isGroup": bool(option(model, "_isGroup")), "fields": fields}


def _node(field: Any) -> dict[str, Any]:
    outer = field.outer_type_
    if _is_model(outer):
        return structure_of(outer)
    if get_origin(outer) is list:
        item = field.type_
        return {"is": "list", "item": structure_of(item) if _is_model(item) else {"is": "value", "type": _type(item)}}
    if outer is list:
        return {"is": "list", "item": {"is": "value", "type": "any"}}
    return {"is": "value", "type": _type(outer)}


def _is_model(found: Any) -> bool:
    return inspect.isclass(found) and issubclass(found, BaseModel)


def _type(found: Any) -> str:
    for base, name in ((bool, "boolean"), (int, "number"), (float, "number"), (str, "string")):
        if inspect.isclass(found) and issubclass(found, base):
            return name
    return "any"
