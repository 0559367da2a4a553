"""The attributes the addon needs on the entities of the server."""

from typing import Any

from ayon_server.lib.postgres import Postgres

from .description import Attribute


class WrongAttributeError(Exception):
    """An attribute of that name holds values of another type; the message says what to do."""


async def ensure_attributes(attributes: list[Attribute]) -> list[str]:
    """Makes attributes that are missing, and adds the scopes that are missing on others. What an admin changed on one, its title,
    inheritance or further scopes, stays. Returns the names of those that changed: they count from the next start of the server.

    Raises WrongAttributeError when one of them holds values of another type."""
    found = await Postgres.fetch(
        "SELECT name, scope, data FROM public.attributes WHERE name = ANY($1)",
        [attribute["name"] for attribute in attributes],
    )
    stored: dict[str, Any] = {row["name"]: row for row in found}
    changed: list[str] = []
    for attribute in attributes:
        name, scope, data = attribute["name"], attribute["scope"], attribute["data"]
        row = stored.get(name)
        if row is None:
            await _insert(attribute)
            changed.append(name)
            continue
        kind = (row["data"] or {}).get("type")
        if kind != data["type"]:
            raise WrongAttributeError(
                f"The attribute {name} is of type {kind}, and the addon needs {data['type']}."
                " Rename or delete that attribute in Studio Settings > Attributes, then restart the server."
            )
        missing = [entity_type for entity_type in scope if entity_type not in (row["scope"] or [])]
        if missing:
            query = "UPDATE public.attributes SET scope = $2 WHERE name = $1"
            await Postgres.execute(query, name, [*(row["scope"] or []), *missing])
            changed.append(name)
    return changed


async def _insert(attribute: Attribute) -> None:
    """Does nothing when another process of the server was faster."""
    await Postgres.execute(
        """
        INSERT INTO public.attributes (name, position, scope, builtin, data)
        VALUES ($1, (SELECT COALESCE(MAX(position), -1) + 1 FROM public.attributes), $2, FALSE, $3)
        ON CONFLICT (name) DO NOTHING
        """,
        attribute["name"],
        attribute["scope"],
        dict(attribute["data"]),
    )
