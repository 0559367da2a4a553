"""Lists that only the server has, for the fields of the settings form.

Whatever fails while a list is made must not take the page down: the field then says why it has nothing to offer, and its stored
value stays."""

from collections.abc import Awaitable, Callable
from typing import Any

from ayon_server.exceptions import AyonException
from ayon_server.lib.postgres import Postgres
from ayon_server.settings.enum import anatomy_presets_enum, link_types_enum, secrets_enum

#: Stands for no choice, in the settings of all versions of the addon.
NO_CHOICE = "< Skip >"

#: Lists what there is in a project, or in the studio without one.
Lister = Callable[[str | None], Awaitable[list[Any]]]


async def list_secrets(_project_name: str | None) -> list[Any]:
    """Names of the secrets of the studio; those of the server itself begin with an underscore."""
    return [name for name in await secrets_enum() if not name.startswith("_")]


async def list_folder_link_types(project_name: str | None) -> list[Any]:
    """Names of the link types from folder to folder, and one that stands for none of them."""
    names: list[str] = []
    for item in await link_types_enum(project_name=project_name):
        full_name = item["value"] if isinstance(item, dict) else item.value
        name, input_type, output_type = str(full_name).split("|")
        if input_type == output_type == "folder":
            names.append(name)
    return [NO_CHOICE, *names]


async def list_statuses(project_name: str | None) -> list[Any]:
    """Statuses of the project; those of the primary anatomy preset without one. A server that is older than this list of
    it says so in the field."""
    from ayon_server.enum import EnumRegistry

    return list(await EnumRegistry.resolve("statuses", project_name=project_name))


async def list_anatomy_presets(_project_name: str | None) -> list[Any]:
    """Names of the anatomy presets; the server adds choices that stand for its primary and its built-in one."""
    return list(await anatomy_presets_enum())


#: What a value can be synced to. Other attributes, such as those of users, would be offered for nothing.
_SYNCED_SCOPES = {"project", "folder", "task"}


async def list_ayon_attributes(_project_name: str | None) -> list[Any]:
    """Attributes of projects, folders and tasks, with their titles."""
    rows = await Postgres.fetch("SELECT name, scope, data FROM public.attributes")
    choices = [
        {"value": row["name"], "label": (row["data"] or {}).get("title") or row["name"]}
        for row in rows
        if _SYNCED_SCOPES.intersection(row["scope"] or [])
    ]
    return sorted(choices, key=lambda choice: str(choice["label"]).lower())


_LISTS: dict[str, Lister] = {
    "secrets": list_secrets,
    "folder_link_types": list_folder_link_types,
    "statuses": list_statuses,
    "anatomy_presets": list_anatomy_presets,
    "ayon_attributes": list_ayon_attributes,
}


def resolver_of(name: str) -> Lister:
    """The function that fills a field of the form. The server gives it the argument of this name."""

    async def resolve(project_name: str | None) -> list[Any]:
        lister = _LISTS.get(name)
        if lister is None:
            raise AyonException(f"This version of the addon cannot list {name}. Upload the package again.")
        try:
            return await lister(project_name)
        except AyonException:
            raise
        except Exception as error:
            raise AyonException(f"The list could not be made: {error}") from error

    return resolve
