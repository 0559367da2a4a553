"""Lists of choices by name; they ask the simulated server."""

from typing import Any

from pydantic import BaseModel

from ayon_server import bridge
from ayon_server.exceptions import BadRequestException

#: Key of each list in a project, and in an anatomy preset.
_ANATOMY_LISTS = {
    "folderTypes": ("folderTypes", "folder_types"),
    "taskTypes": ("taskTypes", "task_types"),
    "statuses": ("statuses", "statuses"),
}


class EnumItem(BaseModel):
    """One choice."""

    value: Any
    label: str
    icon: str | None = None
    color: str | None = None
    description: str | None = None
    disabled: bool = False


class EnumRegistry:
    """The lists addons ask for by name, of a project or of the primary anatomy preset."""

    @classmethod
    async def resolve(cls, enum_name: str, *, project_name: str | None = None, **context: Any) -> list[EnumItem]:
        if enum_name not in _ANATOMY_LISTS:
            raise BadRequestException(f"Unknown enum resolver '{enum_name}'")
        project_key, preset_key = _ANATOMY_LISTS[enum_name]
        found = (await read_anatomy(project_name)).get(project_key if project_name else preset_key) or []
        entity_type = context.get("entity_type")
        return [
            EnumItem(value=item["name"], label=item["name"], icon=item.get("icon"), color=item.get("color"))
            for item in found
            if entity_type is None or entity_type in (item.get("scope") or [])
        ]


async def read_anatomy(project_name: str | None) -> dict[str, Any]:
    """A project, or the primary anatomy preset without one."""
    path = f"/api/projects/{project_name}" if project_name else "/api/anatomy/presets/_"
    anatomy: dict[str, Any] = await bridge.rest("GET", path)
    return anatomy
