"""Overrides of one version of an addon taken over by another one."""

import inspect
from types import GenericAlias
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import ModelField

from ayon_server.logging import logger


def migrate_overrides(model: type[BaseModel], overrides: dict[str, Any]) -> dict[str, Any]:
    """What of the overrides still fits the model: unknown keys are logged and left out, values that do not fit are
    left out, others are converted to the type of their field. Validators do not run."""
    kept: dict[str, Any] = {}
    for key, value in overrides.items():
        field = model.__fields__.get(key)
        if field is None:
            logger.warning(f"Skipping unknown key: {key}")
            continue
        fits, converted = _convert(field, value)
        if fits:
            kept[key] = converted
    return kept


def _convert(field: ModelField, value: Any) -> tuple[bool, Any]:
    outer = field.outer_type_
    if _is_model(outer):
        return (True, migrate_overrides(outer, value)) if isinstance(value, dict) else (False, None)
    items = get_args(outer)
    if items and _is_model(items[0]):
        if not isinstance(outer, GenericAlias):
            logger.warning(f"Unsupported type for {field.name} model")
            return False, None
        if not isinstance(value, list):
            return False, None
        return True, [migrate_overrides(items[0], item) for item in value if isinstance(item, dict)]
    plain = ModelField(
        name=field.name,
        type_=outer,
        class_validators={},
        model_config=field.model_config,
        required=False,
        field_info=field.field_info,
    )
    converted, error = plain.validate(value, {}, loc=field.name)
    return (False, None) if error else (True, converted)


def _is_model(found: Any) -> bool:
    return inspect.isclass(found) and issubclass(found, BaseModel)
