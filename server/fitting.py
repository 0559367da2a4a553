"""The part of stored settings that the description has a place for.

One value of another kind than its setting would make the server refuse all settings of the addon. Such values are set aside in the
list `unconverted` of the same document, which the form shows at its end and the services tell an admin of; nothing is deleted."""

import json
from typing import Any, TypedDict

from .description import Field, Kind, SettingsDescription

UNCONVERTED = "unconverted"


class Kept(TypedDict):
    """A stored value that no setting can hold."""

    #: Keys joined by `/`; rows by their index.
    path: str
    #: As JSON.
    value: str
    reason: str


_KINDS: dict[Kind, str] = {
    "boolean": "yes or no",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "strings": "a list of texts",
    "group": "a group of settings",
    "rows": "a list of rows",
}


def fit_document(description: SettingsDescription, document: Any, kept: list[Kept]) -> dict[str, Any]:
    """A stored document without what has no place in it, and with that in its list `unconverted`.

    `kept` holds what was set aside before, and gets the rest. Never raises; `document` is not changed."""
    fitted: dict[str, Any] = {}
    if isinstance(document, dict):
        fitted = _Fitting(description, kept).group(description["root"], document, "")
    elif document is not None:
        keep(kept, "", document, f"It is not {_KINDS['group']}.")
    return _with_kept(fitted, kept)


def keep(kept: list[Kept], path: str, value: Any, reason: str) -> None:
    """Adds every leaf of a value to those that are kept. An empty object holds nothing."""
    if not isinstance(value, dict):
        kept.append({"path": path, "value": to_json(value), "reason": reason})
        return
    for key, inner in value.items():
        keep(kept, f"{path}/{key}" if path else key, inner, reason)


def to_json(value: Any) -> str:
    """JSON without blanks, as JavaScript writes it."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """A float without fraction is written like a whole number there."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value


class _Fitting:
    def __init__(self, description: SettingsDescription, kept: list[Kept]) -> None:
        self._models = description["models"]
        self._kept = kept

    def group(self, model: str, document: dict[str, Any], path: str) -> dict[str, Any]:
        fields = {field["name"]: field for field in self._models[model]["fields"]}
        inside = f"{path}/" if path else ""
        for key, value in document.items():
            if key not in fields:
                keep(self._kept, f"{inside}{key}", value, "There is no such setting.")
        fitted: dict[str, Any] = {}
        for name, field in fields.items():
            if name in document:
                fits, value = self._value(field, document[name], f"{inside}{name}")
                if fits:
                    fitted[name] = value
        return fitted

    def _value(self, field: Field, value: Any, path: str) -> tuple[bool, Any]:
        if not is_of_kind(field["type"], value):
            keep(self._kept, path, value, f"It is not {_KINDS[field['type']]}.")
            return False, None
        if field["type"] == "group":
            group = self.group(field["model"], value, path)
            return bool(group), group
        if field["type"] == "rows":
            return True, self._rows(field["model"], value, path)
        return True, value

    def _rows(self, model: str, rows: list[Any], path: str) -> list[dict[str, Any]]:
        """A row that is not of the right kind is left out whole: with a part of its filter gone it would match more than
        it should."""
        fitted: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            at = f"{path}/{index}"
            if self._fits_wholly(model, row):
                fitted.append(self.group(model, row, at))
            else:
                reason = "Not every value of the row is of the right kind."
                self._kept.append({"path": at, "value": to_json(row), "reason": reason})
        return fitted

    def _fits_wholly(self, model: str, row: Any) -> bool:
        if not isinstance(row, dict):
            return False
        for field in self._models[model]["fields"]:
            if field["name"] not in row:
                continue
            value = row[field["name"]]
            if not is_of_kind(field["type"], value):
                return False
            if field["type"] == "rows" and not all(self._fits_wholly(field["model"], inner) for inner in value):
                return False
        return True


def is_of_kind(kind: Kind, value: Any) -> bool:
    """Whether a value is what a setting holds. `True` is no number; 5.0 is a whole number."""
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    if kind == "integer":
        return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "group":
        return isinstance(value, dict)
    if kind == "strings":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, list)


def _with_kept(document: dict[str, Any], kept: list[Kept]) -> dict[str, Any]:
    if not kept:
        return document
    rows: dict[str, Any] = {to_json(row): row for row in [*document.get(UNCONVERTED, []), *kept]}
    return {**document, UNCONVERTED: list(rows.values())}
