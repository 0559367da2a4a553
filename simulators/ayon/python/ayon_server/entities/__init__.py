"""Entities as addons meet them in endpoints: users and projects, read only."""

from typing import Any

from ayon_server import bridge
from ayon_server.exceptions import ForbiddenException


class _Values:
    """Attributes by name; an unknown one is None."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        return None

    def dict(self, **kwargs: Any) -> dict[str, Any]:
        return dict(self.__dict__)


class UserEntity:
    """A user of the server."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.name: str = payload["name"]
        self.active: bool = payload.get("active", True)
        self.data: dict[str, Any] = payload.get("data") or {}
        self.attrib = _Values(payload.get("attrib") or {})

    @classmethod
    async def load(cls, name: str) -> "UserEntity":
        return cls(await bridge.rest("GET", f"/api/users/{name}"))

    @property
    def is_service(self) -> bool:
        return bool(self.data.get("isService"))

    @property
    def is_admin(self) -> bool:
        return self.is_service or bool(self.data.get("isAdmin"))

    @property
    def is_manager(self) -> bool:
        return self.is_admin or bool(self.data.get("isManager"))

    @property
    def is_guest(self) -> bool:
        return bool(self.data.get("isGuest"))

    @property
    def is_developer(self) -> bool:
        return bool(self.data.get("isDeveloper"))

    def ensure_project_access(self, project_name: str) -> None:
        """Raises ForbiddenException unless the user may see the project."""
        if not self.is_manager and not (self.data.get("accessGroups") or {}).get(project_name):
            raise ForbiddenException("No access group assigned on this project")


class ProjectEntity:
    """A project, as `GET /api/projects/{name}` tells it."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload
        self.name: str = payload["name"]
        self.code: str = payload["code"]
        self.library: bool = payload.get("library", False)
        self.active: bool = payload.get("active", True)
        self.data: dict[str, Any] = payload.get("data") or {}
        self.config: dict[str, Any] = payload.get("config") or {}
        self.folder_types: list[dict[str, Any]] = payload.get("folderTypes") or []
        self.task_types: list[dict[str, Any]] = payload.get("taskTypes") or []
        self.statuses: list[dict[str, Any]] = payload.get("statuses") or []
        self.tags: list[dict[str, Any]] = payload.get("tags") or []
        self.link_types: list[dict[str, Any]] = payload.get("linkTypes") or []
        self.attrib = _Values(payload.get("attrib") or {})
        self.own_attrib: list[str] = payload.get("ownAttrib") or []

    @classmethod
    async def load(cls, name: str, **kwargs: Any) -> "ProjectEntity":
        return cls(await bridge.rest("GET", f"/api/projects/{name}"))


__all__ = ["ProjectEntity", "UserEntity"]
