"""The JSON schema of a settings model as the settings form takes it."""

import inspect
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from ayon_server.exceptions import AyonException
from ayon_server.settings.common import BaseSettingsModel, option

_RAW = ("enum_resolver", "required_items", "conditional_enum")


async def settings_schema(model: type[BaseSettingsModel], title: str, context: dict[str, Any]) -> dict[str, Any]:
    """The schema; enums are resolved with what `context` holds (addon, settings_variant, user_name, project_name,
    site_id). An exception of a resolver other than AyonException passes through."""
    schema: dict[str, Any] = model.schema()
    models = {found.__name__: found for found in nested_models(model)}
    await _complete(schema, model, context)
    for name, definition in schema.get("definitions", {}).items():
        if name in models:
            await _complete(definition, models[name], context)
    schema["title"] = title
    return schema


def nested_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models below a model, each once."""
    seen: set[type[BaseModel]] = {model}
    waiting = [model]
    while waiting:
        for field in waiting.pop().__fields__.values():
            for found in _models_of(field):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
                    yield found


def _models_of(field: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(field.type_) and issubclass(field.type_, BaseModel):
        yield field.type_
    for inner in field.sub_fields or []:
        yield from _models_of(inner)


async def _complete(schema: dict[str, Any], model: type[BaseModel], context: dict[str, Any]) -> None:
    schema.pop("title", None)
    if (title := option(model, "_title")) is not None:
        schema["title"] = title
    schema["isgroup"] = bool(option(model, "_isGroup"))
    if (layout := option(model, "_layout")) is not None:
        schema["layout"] = layout
    for name, shown in schema.get("properties", {}).items():
        field = model.__fields__.get(name) or next(f for f in model.__fields__.values() if f.alias == name)
        extra = field.field_info.extra
        for key in _RAW:
            shown.pop(key, None)
        scope = extra.get("scope")
        # An empty list stays: the form shows the field nowhere.
        shown["scope"] = scope if isinstance(scope, list) else ["project", "studio"]
        if extra.get("required_items"):
            shown["requiredItems"] = extra["required_items"]
        if extra.get("conditional_enum"):
            shown["conditionalEnum"] = extra["conditional_enum"]
        if (resolver := extra.get("enum_resolver")) is not None:
            await _add_enum(shown, resolver, context)


async def _add_enum(shown: dict[str, Any], resolver: Any, context: dict[str, Any]) -> None:
    values: list[Any] = []
    labels: dict[Any, str] = {}
    try:
        choices = resolver(**{name: context.get(name) for name in inspect.signature(resolver).parameters})
        if inspect.isawaitable(choices):
            choices = await choices
    except AyonException as error:
        shown["placeholder"] = error.detail
        shown["disabled"] = True
        choices = []
    for choice in choices or []:
        item = choice.dict() if isinstance(choice, BaseModel) else choice
        if isinstance(item, dict):
            values.append(item["value"])
            labels[item["value"]] = item.get("label", str(item["value"]))
        else:
            values.append(item)
    if shown.get("type") == "array":
        shown["items"] = {"type": "string", "enum": values}
        shown["uniqueItems"] = True
    else:
        shown["enum"] = values
    if labels:
        shown["enumLabels"] = labels
