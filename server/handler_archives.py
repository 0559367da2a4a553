"""Archives of ftrack handlers that other addons bring along."""

from typing import TypedDict

from ayon_server.addons import AddonLibrary
from ayon_server.logging import logger


class HandlerArchive(TypedDict):
    """Where the handlers of an addon are to be had."""

    addon_name: str
    addon_version: str
    #: Path on the AYON server.
    endpoint: str


async def list_handler_archives(variant: str) -> list[HandlerArchive]:
    """The archives of the addons in the bundle of a variant: `production`, `staging`, or the name of a bundle of developers. An
    addon offers one by a method `get_custom_ftrack_handlers_endpoint`. One that fails is logged and left out; without a bundle
    there are none."""
    try:
        addons = await AddonLibrary.getinstance().get_addons_by_variant(variant)
    except Exception as error:
        # The server raises what it happens to meet when a variant has no bundle.
        logger.warning(f"No ftrack handlers of other addons: the variant {variant} has no bundle ({error})")
        return []
    archives: list[HandlerArchive] = []
    for name, addon in addons.items():
        offer = getattr(addon, "get_custom_ftrack_handlers_endpoint", None)
        if addon is None or offer is None:
            continue
        try:
            endpoint = offer()
        except Exception as error:
            logger.error(f"The addon {name} {addon.version} cannot tell its ftrack handlers: {error}")
            continue
        if endpoint:
            archives.append({"addon_name": name, "addon_version": addon.version, "endpoint": str(endpoint)})
    return archives
