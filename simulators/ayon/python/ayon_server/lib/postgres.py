"""The database, as far as the simulated server can stand for it: the table `public.attributes`."""

import json
import re
from typing import Any

from ayon_server import bridge
from ayon_server.exceptions import NotImplementedException

_COLUMNS = ("name", "position", "scope", "builtin", "data")
_SELECT = re.compile(r"SELECT (?P<columns>[\w ,*]+) FROM public\.attributes(?: WHERE (?P<where>.+?))?(?: ORDER BY \w+)?")
_INSERT = re.compile(
    r"INSERT INTO public\.attributes \((?P<columns>[\w ,]+)\) VALUES \((?P<values>.+?)\)(?P<conflict> ON CONFLICT .+)?"
)
_UPDATE = re.compile(r"UPDATE public\.attributes SET (?P<sets>.+?) WHERE (?P<where>.+)")
_NEXT_POSITION = re.compile(r"\(SELECT COALESCE\(MAX\(position\), ?-1\) \+ 1 FROM public\.attributes\)", re.IGNORECASE)

Row = dict[str, Any]


class _Database(type):
    def __getattr__(cls, name: str) -> Any:
        raise NotImplementedException(f"The AYON simulator has no PostgreSQL for addons (asked for Postgres.{name})")


class Postgres(metaclass=_Database):
    """Statements on `public.attributes` that read, insert and update rows by name. All else raises
    NotImplementedException."""

    @classmethod
    async def fetch(cls, query: str, *args: Any) -> list[Row]:
        text = _one_line(query)
        if (found := _SELECT.fullmatch(text)) is None:
            raise _unknown(text)
        columns = _COLUMNS if found["columns"].strip() == "*" else [name.strip() for name in found["columns"].split(",")]
        rows = _matching(await _rows(), found["where"], args)
        return [{column: row[column] for column in columns} for row in rows]

    @classmethod
    async def fetchrow(cls, query: str, *args: Any) -> Row | None:
        rows = await cls.fetch(query, *args)
        return rows[0] if rows else None

    @classmethod
    async def execute(cls, query: str, *args: Any) -> str:
        text = _one_line(query)
        if found := _INSERT.fullmatch(text):
            return await _insert(found, args)
        if found := _UPDATE.fullmatch(text):
            rows = _matching(await _rows(), found["where"], args)
            changes = dict(part.split("=", 1) for part in re.split(r",\s*(?=\w+\s*=)", found["sets"]))
            for row in rows:
                await _save(row | {name.strip(): _value(given, args) for name, given in changes.items()})
            return f"UPDATE {len(rows)}"
        raise _unknown(text)


async def _insert(found: "re.Match[str]", args: tuple[Any, ...]) -> str:
    present = await _rows()
    following = str(max((row["position"] for row in present), default=-1) + 1)
    given = _NEXT_POSITION.sub(following, found["values"]).split(",")
    row: Row = dict(zip((name.strip() for name in found["columns"].split(",")), (_value(one, args) for one in given), strict=True))
    if any(other["name"] == row["name"] for other in present) and not (found["conflict"] or "").endswith(" DO NOTHING"):
        raise _unknown(found.string)
    await _save({"builtin": False, **row})
    return "INSERT 0 1"


async def _rows() -> list[Row]:
    return list((await bridge.rest("GET", "/api/attributes"))["attributes"])


async def _save(row: Row) -> None:
    body = {key: row[key] for key in ("position", "scope", "builtin", "data")}
    if isinstance(body["data"], str):
        body["data"] = json.loads(body["data"])
    await bridge.rest("PUT", f"/api/attributes/{row['name']}", body)


def _matching(rows: list[Row], where: str | None, args: tuple[Any, ...]) -> list[Row]:
    if where is None:
        return rows
    if found := re.fullmatch(r"name = ANY\((\$\d+)\)", where):
        names = _value(found[1], args)
    elif found := re.fullmatch(r"name = (\$\d+|'\w+')", where):
        names = [_value(found[1], args)]
    else:
        raise _unknown(where)
    return [row for row in rows if row["name"] in names]


def _value(text: str, args: tuple[Any, ...]) -> Any:
    """A parameter, or a literal."""
    text = text.strip()
    if re.fullmatch(r"\$\d+", text):
        return args[int(text[1:]) - 1]
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"true|false", text, re.IGNORECASE):
        return text.lower() == "true"
    if re.fullmatch(r"'[^']*'", text):
        return text[1:-1]
    raise _unknown(text)


def _one_line(query: str) -> str:
    return " ".join(query.replace("( ", "(").split()).rstrip(";").strip()


def _unknown(text: str) -> NotImplementedException:
    return NotImplementedException(f"The AYON simulator has no PostgreSQL for addons and cannot run: {text}")
