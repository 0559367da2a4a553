"""Lists that only the server has, for the fields of the settings form.

Whatever fails while a list is made must not take the page down: the field then says why it has nothing to offer, and its stored
value stays."""

from collections.abc import Awaitable, Callable
from typing import Any

from ayon_server.exceptions import AyonException
from ayon_server.settings.enum import attributes_enum, link_types_enum, secrets_enum

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


async def list_ayon_attributes(_project_name: str | None) -> list[Any]:
    """Attributes of the server, with their titles."""
    return list(await attributes_enum())


_LISTS: dict[str, Lister] = {
    "secrets": list_secrets,
    "folder_link_types": list_folder_link_types,
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
