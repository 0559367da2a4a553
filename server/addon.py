"""The addon as the AYON server meets it."""

from pathlib import Path
from typing import Any

from ayon_server.addons import BaseServerAddon
from ayon_server.api.dependencies import CurrentUser
from ayon_server.exceptions import AyonException
from ayon_server.logging import logger
from ayon_server.settings import BaseSettingsModel

from .attributes import ensure_attributes
from .choices import resolver_of
from .conversion import convert_overrides
from .description import DescriptionError, SettingsDescription, read_attributes, read_settings_description
from .fitting import fit_document
from .ftrack_projects import list_projects, read_access
from .handler_archives import list_handler_archives
from .models import build_settings_model

_FOLDER = Path(__file__).parent


class FtrackAddon(BaseServerAddon):
    """Settings, attributes and two endpoints; see `docs/install.md`."""

    def initialize(self) -> None:
        """Builds the settings models. What is raised here would take the addon out of every list of the server, so it is kept and
        raised in `setup`, which shows it to the admin."""
        self._description: SettingsDescription | None = None
        self._trouble: DescriptionError | None = None
        try:
            description = read_settings_description(_FOLDER)
            self.settings_model = build_settings_model(description, resolver_of)
            # A model that has no defaults of its own fails here.
            self.settings_model()
            self._description = description
        except DescriptionError as error:
            self.settings_model = None
            self._trouble = error
        except Exception as error:
            self.settings_model = None
            self._trouble = DescriptionError(f"settings.json does not fit together ({error!r}). Upload the package again.")
            self._trouble.__cause__ = error
        self.add_endpoint("customProcessorHandlers", self.get_custom_processor_handlers)
        self.add_endpoint("ftrackProjects", self.get_ftrack_projects)

    async def setup(self) -> None:
        """Makes the attributes. Raises what makes the addon unusable."""
        if self._trouble is not None:
            raise DescriptionError(f"The settings of the addon cannot be shown: {self._trouble}") from self._trouble
        changed = await ensure_attributes(read_attributes(_FOLDER))
        if changed:
            logger.info(f"{self.name} {self.version}: {', '.join(changed)} will be kept after a restart of the server")
            self.request_server_restart()

    # Settings

    async def get_studio_overrides(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What is stored for the studio, with values that would make the settings unreadable set aside."""
        return self._fit(await super().get_studio_overrides(*args, **kwargs), kwargs)

    async def get_project_overrides(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The same for a project."""
        return self._fit(await super().get_project_overrides(*args, **kwargs), kwargs)

    def _fit(self, overrides: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        if self._description is None or asked.get("as_version") not in (None, self.version):
            return overrides
        return fit_document(self._description, overrides, [])

    async def convert_settings_overrides(
        self, source_version: str, overrides: dict[str, Any], project_name: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """What is stored for another version, as it means the same in this one. Nothing of it is lost: see `conversion`."""
        if self._description is None:
            raise DescriptionError(f"Settings cannot be converted: {self._trouble}")
        converted = convert_overrides(self._description, overrides, source_version)
        where = f"project {project_name}" if project_name else "the studio"
        for row in converted.kept:
            logger.warning(f"ftrack settings of {where}: {row['path']} was set aside. {row['reason']}")
        for path, message in converted.told:
            logger.warning(f"ftrack settings of {where}: {path}: {message}")
        return converted.document

    # Endpoints

    async def get_custom_processor_handlers(self, user: CurrentUser, variant: str = "production") -> dict[str, Any]:
        """Archives of handlers that addons in the bundle of a variant offer."""
        return {"custom_handlers": await list_handler_archives(variant)}

    async def get_ftrack_projects(self, user: CurrentUser, variant: str = "production") -> dict[str, Any]:
        """The projects of ftrack: id, name, code, and whether each is active."""
        settings: BaseSettingsModel | None = await self.get_studio_settings(variant=variant)
        if settings is None:
            raise AyonException(f"The settings of the addon cannot be read: {self._trouble}")
        return {"projects": await list_projects(await read_access(settings))}
