"""The base of addons and the addons that are loaded."""

from ayon_server.addons.addon import BaseServerAddon
from ayon_server.addons.library import AddonLibrary

__all__ = ["AddonLibrary", "BaseServerAddon"]
