"""The part of the ftrack addon that runs inside the AYON server.

It hosts what is described beside it as JSON: settings, attributes and the conversion of older settings. What the addon does
stands in its services."""

from .addon import FtrackAddon

__all__ = ["FtrackAddon"]
