"""The addons that are loaded."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ayon_server.exceptions import NotFoundException

if TYPE_CHECKING:
    from ayon_server.addons.addon import BaseServerAddon


class AddonLibrary:
    """All loaded versions of all addons, by name and version."""

    _loaded: "dict[tuple[str, str], BaseServerAddon]" = {}

    @classmethod
    def getinstance(cls) -> "type[AddonLibrary]":
        return cls

    @classmethod
    def add(cls, addon: "BaseServerAddon") -> None:
        cls._loaded[(addon.name, addon.version)] = addon

    @classmethod
    def addon(cls, name: str, version: str) -> "BaseServerAddon":
        """A loaded version; raises NotFoundException."""
        found = cls._loaded.get((name, version))
        if found is None:
            raise NotFoundException(f"Addon {name} version {version} does not exist")
        return found

    @classmethod
    def all(cls) -> "Iterator[BaseServerAddon]":
        return iter(cls._loaded.values())
