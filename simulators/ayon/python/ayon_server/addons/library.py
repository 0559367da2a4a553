"""The addons that are loaded."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ayon_server import bridge
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
    async def get_addons_by_variant(cls, variant: str) -> "dict[str, BaseServerAddon | None]":
        """The addons of the bundle of a variant: `production`, `staging`, or the name of a bundle of developers. A name
        without a version has None; versions that are not loaded are left out."""
        answer = await bridge.rest("GET", "/api/bundles")
        name = {"production": answer["productionBundle"], "staging": answer["stagingBundle"]}.get(variant, variant)
        bundle = next((found for found in answer["bundles"] if found["name"] == name), None)
        if bundle is None:
            raise NotFoundException(f"There is no bundle for {variant}")
        loaded = {name: cls._loaded.get((name, version)) for name, version in bundle["addons"].items() if version}
        empty: dict[str, BaseServerAddon | None] = {name: None for name, version in bundle["addons"].items() if not version}
        return empty | {name: addon for name, addon in loaded.items() if addon is not None}

    @classmethod
    def all(cls) -> "Iterator[BaseServerAddon]":
        return iter(cls._loaded.values())
