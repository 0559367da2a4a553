"""The base class of an addon's server part."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter

from ayon_server import bridge
from ayon_server.actions import ActionExecutor, DynamicActionManifest, SimpleActionManifest
from ayon_server.exceptions import NotImplementedException
from ayon_server.logging import logger
from ayon_server.settings.common import BaseSettingsModel
from ayon_server.settings.migrate import migrate_overrides

_RESERVED = ("settings", "schema", "overrides")


class BaseServerAddon:
    """Subclassed once by every addon. `name`, `version`, `title` and `services` come from the manifest."""

    name: str
    version: str
    title: str | None = None
    services: dict[str, Any] = {}
    addon_type: Literal["server", "pipeline"] = "pipeline"
    system: bool = False
    settings_model: type[BaseSettingsModel] | None = None
    site_settings_model: type[BaseSettingsModel] | None = None
    app_host_name: str | None = None
    frontend_scopes: dict[str, Any] = {}
    frontend_modules: dict[str, list[str]] = {}
    compatibility: Any = None

    def __init__(self, addon_dir: str, metadata: dict[str, Any]) -> None:
        self.addon_dir = addon_dir
        self.endpoints: list[dict[str, Any]] = []
        self.routers: list[APIRouter] = []
        self.restart_requested = False
        for key, value in metadata.items():
            setattr(self, key, value)
        self.initialize()

    def __repr__(self) -> str:
        return f"<Addon name='{self.name}' version='{self.version}'>"

    @property
    def friendly_name(self) -> str:
        return f"{self.title or self.name} {self.version}"

    def initialize(self) -> None:
        """Runs when the addon is made."""

    async def pre_setup(self) -> None:
        """Runs before the `setup` of any addon."""

    async def setup(self) -> None:
        """Runs once the server is ready."""

    def request_server_restart(self) -> None:
        """Makes the server restart once more after its start."""
        self.restart_requested = True

    def add_endpoint(
        self,
        path: str,
        handler: Callable[..., Any],
        *,
        method: str = "GET",
        name: str | None = None,
        description: str | None = None,
    ) -> None:
        """Adds an endpoint below the addon's address. Paths the server uses itself are logged and left out."""
        path = path.strip("/")
        if path.split("/")[0] in _RESERVED:
            logger.error(f"Unable to assign path to endpoint: {self.name}/{path}")
            return
        self.endpoints.append(
            {"path": path, "handler": handler, "method": method, "name": name, "description": description}
        )

    def add_router(self, router: APIRouter) -> None:
        self.routers.append(router)

    def get_private_dir(self) -> str | None:
        return self._folder("private")

    def get_public_dir(self) -> str | None:
        return self._folder("public")

    def get_frontend_dir(self) -> str | None:
        return self._folder("frontend/dist")

    def _folder(self, name: str) -> str | None:
        folder = Path(self.addon_dir) / name
        return str(folder) if folder.is_dir() else None

    async def get_frontend_scopes(self) -> dict[str, Any]:
        return self.frontend_scopes

    async def get_frontend_modules(self) -> dict[str, list[str]]:
        return self.frontend_modules

    async def get_app_host_names(self) -> list[str]:
        return [self.app_host_name] if self.app_host_name else []

    # Settings

    def get_settings_model(self) -> type[BaseSettingsModel] | None:
        return self.settings_model

    def get_site_settings_model(self) -> type[BaseSettingsModel] | None:
        return self.site_settings_model

    async def get_default_settings(self) -> BaseSettingsModel | None:
        model = self.get_settings_model()
        return None if model is None else model()

    async def get_studio_settings(
        self, variant: str = "production", as_version: str | None = None, **kwargs: Any
    ) -> BaseSettingsModel | None:
        return await self._read_settings("settings", {"variant": variant, "as": as_version})

    async def get_project_settings(
        self, project_name: str, variant: str = "production", as_version: str | None = None, **kwargs: Any
    ) -> BaseSettingsModel | None:
        return await self._read_settings(f"settings/{project_name}", {"variant": variant, "as": as_version})

    async def get_project_site_settings(
        self, project_name: str, user_name: str, site_id: str, variant: str = "production", **kwargs: Any
    ) -> BaseSettingsModel | None:
        return await self._read_settings(f"settings/{project_name}", {"variant": variant, "site_id": site_id})

    async def get_studio_overrides(self, variant: str = "production", **kwargs: Any) -> dict[str, Any]:
        return await self._rest("rawOverrides", {"variant": variant})

    async def get_project_overrides(
        self, project_name: str, variant: str = "production", **kwargs: Any
    ) -> dict[str, Any]:
        return await self._rest(f"rawOverrides/{project_name}", {"variant": variant})

    async def _read_settings(self, path: str, query: dict[str, str | None]) -> BaseSettingsModel | None:
        model = self.get_settings_model()
        return None if model is None else model.parse_obj(await self._rest(path, query))

    async def _rest(self, path: str, query: dict[str, str | None]) -> Any:
        asked = "&".join(f"{key}={value}" for key, value in query.items() if value is not None)
        return await bridge.rest("GET", f"/api/addons/{self.name}/{self.version}/{path}?{asked}")

    async def on_settings_changed(self, **kwargs: Any) -> None:
        """Runs after settings were written."""

    async def convert_settings_overrides(
        self, source_version: str, overrides: dict[str, Any], **kwargs: Any
    ) -> dict[str, Any]:
        """Overrides of another version made fit for this one."""
        model = self.get_settings_model()
        return {} if model is None else migrate_overrides(model, overrides)

    # Actions

    async def get_simple_actions(
        self, project_name: str | None = None, variant: str = "production"
    ) -> list[SimpleActionManifest]:
        return []

    async def get_dynamic_actions(self, context: Any, variant: str = "production") -> list[DynamicActionManifest]:
        return []

    async def execute_action(self, executor: ActionExecutor) -> Any:
        raise NotImplementedException(f"Addon {self.name} has no actions")

    async def create_action_config_hash(self, identifier: str, context: Any, user: Any, variant: str) -> str:
        """The key under which the configuration of an action is kept: the user, the action and its context."""
        return f"{user.name}/{self.name}/{identifier}/{variant}/{context.json()}"

    async def get_action_config(self, identifier: str, context: Any, user: Any, variant: str) -> dict[str, Any]:
        key = await self.create_action_config_hash(identifier, context, user, variant)
        return _action_configs.get(key, {})

    async def set_action_config(
        self, identifier: str, context: Any, user: Any, variant: str, config: dict[str, Any]
    ) -> None:
        key = await self.create_action_config_hash(identifier, context, user, variant)
        _action_configs[key] = config

    async def get_sso_options(self, base_url: str) -> list[Any] | None:
        return None


_action_configs: dict[str, dict[str, Any]] = {}


async def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Calls a hook that may be written with or without async."""
    result = function(*args, **kwargs)
    return await result if inspect.isawaitable(result) else result
