"""Overrides of older versions of the addon made fit for this one, by the rules in `settings.json`.

What each kind of rule means is described where the rules are written: in the sources of the package,
`ftrack-common/src/settings/conversion/conversion-rules.ts`.
A rule whose path leads to nothing does nothing, so an untouched studio or project stays untouched."""

import re
from copy import deepcopy
from typing import Any, NamedTuple

from .description import SettingsDescription
from .fitting import Kept, fit_document, keep

_TAKEN = "Its new place has a value already."

Rule = dict[str, Any]


class Converted(NamedTuple):
    """What became of stored overrides."""

    document: dict[str, Any]
    #: What has no place any more, without what earlier conversions set aside; it is part of the document too.
    kept: list[Kept]
    #: What an admin has to know: path and message.
    told: list[tuple[str, str]]


def convert_overrides(description: SettingsDescription, overrides: Any, from_version: str) -> Converted:
    """Overrides as they mean the same in this version. Never raises; `overrides` is not changed.

    A version that cannot be read counts as the oldest."""
    kept: list[Kept] = []
    told: list[tuple[str, str]] = []
    document = deepcopy(overrides)
    if isinstance(document, dict):
        for rule in description["conversion"]:
            if _numbers(from_version) < _numbers(rule["before"]):
                _apply(rule, document, kept, told)
    return Converted(fit_document(description, document, kept), kept, told)


def _apply(rule: Rule, document: dict[str, Any], kept: list[Kept], told: list[tuple[str, str]]) -> None:
    if "rename" in rule:
        _rename(rule, document, kept)
    elif "move" in rule:
        _move(rule, document, kept)
    elif "drop" in rule:
        for place in _places(document, rule["drop"]):
            keep(kept, place.path, place.parent.pop(place.key), rule["reason"])
    elif "tell" in rule and _places(document, rule["tell"]) and not ("unless" in rule and _places(document, rule["unless"])):
        told.append((rule["tell"], rule["reason"]))


def _rename(rule: Rule, document: dict[str, Any], kept: list[Kept]) -> None:
    for place in _places(document, rule["rename"]):
        value = place.parent.pop(place.key)
        if rule["to"] in place.parent:
            keep(kept, place.path, value, _TAKEN)
        else:
            place.parent[rule["to"]] = value


def _move(rule: Rule, document: dict[str, Any], kept: list[Kept]) -> None:
    for place in _places(document, rule["move"]):
        value = place.parent.pop(place.key)
        if not _put(document, rule["to"], value):
            keep(kept, place.path, value, _TAKEN)
            continue
        for path, meaning in rule.get("set", {}).items():
            _put(document, path, meaning)


class _Place(NamedTuple):
    """The object that holds the last key of a path."""

    parent: dict[str, Any]
    key: str
    #: With the indexes of rows.
    path: str


def _places(document: dict[str, Any], path: str) -> list[_Place]:
    """Every place where a path leads."""
    *keys, last = path.split("/")
    parents: list[tuple[Any, str]] = [(document, "")]
    for key in keys:
        parents = [found for parent, at in parents for found in _enter(parent, at, key)]
    return [_Place(parent, last, at + last) for parent, at in parents if isinstance(parent, dict) and last in parent]


def _enter(parent: Any, at: str, key: str) -> list[tuple[Any, str]]:
    name = key.removesuffix("[]")
    if not isinstance(parent, dict) or name not in parent:
        return []
    value = parent[name]
    if name == key:
        return [(value, f"{at}{name}/")]
    rows = value if isinstance(value, list) else []
    return [(row, f"{at}{name}/{index}/") for index, row in enumerate(rows)]


def _put(document: dict[str, Any], path: str, value: Any) -> bool:
    """Writes a value where there is none, making the objects on the way. False when something stands there."""
    *keys, last = path.split("/")
    parent = document
    for key in keys:
        inner = parent.get(key, {})
        if not isinstance(inner, dict):
            return False
        parent[key] = inner
        parent = inner
    if last in parent:
        return False
    parent[last] = value
    return True


def _numbers(version: str) -> tuple[int, ...]:
    """The three numbers of a version; one that has none is older than all."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return tuple(int(number) for number in found.groups()) if found else (0, 0, 0)
