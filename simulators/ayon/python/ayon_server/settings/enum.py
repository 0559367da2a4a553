"""Enum resolvers for settings fields; they ask the simulated server."""

from typing import Any

from ayon_server import bridge
from ayon_server.enum import EnumItem, EnumRegistry, read_anatomy
from ayon_server.exceptions import AyonException


async def secrets_enum() -> list[str]:
    return sorted(secret["name"] for secret in await bridge.rest("GET", "/api/secrets"))


async def folder_types_enum(project_name: str | None = None) -> list[EnumItem]:
    return await EnumRegistry.resolve("folderTypes", project_name=project_name)


async def task_types_enum(project_name: str | None = None) -> list[EnumItem]:
    return await EnumRegistry.resolve("taskTypes", project_name=project_name)


async def link_types_enum(project_name: str | None = None) -> list[dict[str, str]]:
    key = "linkTypes" if project_name else "link_types"
    found = (await read_anatomy(project_name)).get(key) or []
    names = [item.get("name") or f"{item['link_type']}|{item['input_type']}|{item['output_type']}" for item in found]
    return [{"value": name, "label": name} for name in names]


async def attributes_enum(entity_type: str | None = None) -> list[dict[str, str]]:
    found = (await bridge.rest("GET", "/api/attributes"))["attributes"]
    return [
        {"value": item["name"], "label": item["data"].get("title") or item["name"]}
        for item in found
        if entity_type is None or entity_type in item["scope"]
    ]


async def addons_enum() -> list[str]:
    return [addon["name"] for addon in (await bridge.rest("GET", "/api/addons"))["addons"]]


async def product_types_enum(project_name: str | None = None) -> list[str]:
    raise AyonException("The simulator has no product types")


async def anatomy_presets_enum() -> list[dict[str, str]]:
    presets = (await bridge.rest("GET", "/api/anatomy/presets"))["presets"]
    return [{"value": "__primary__", "label": "<PRIMARY>"}, *({"value": p["name"], "label": p["name"]} for p in presets)]


def anatomy_template_items_enum(category: str, project_name: str | None = None) -> Any:
    """A resolver that gives the names of the templates of a category."""

    async def resolve(project_name: str | None = None) -> list[str]:
        anatomy = await read_anatomy(project_name)
        templates = anatomy.get("config", {}).get("templates") or anatomy.get("templates") or {}
        found = templates.get(category) or []
        return [item["name"] for item in found] if isinstance(found, list) else list(found)

    return resolve


async def addon_all_app_host_names_enum() -> list[str]:
    from ayon_server.addons import AddonLibrary

    names: set[str] = set()
    for addon in AddonLibrary.all():
        names.update(await addon.get_app_host_names())
    return sorted(names)
