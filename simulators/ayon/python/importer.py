"""Loads the `server` package of an addon so that versions of it, and other addons, do not meet each other's modules."""

import builtins
import importlib
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_python_import = builtins.__import__
_addons: dict[str, "AddonModules"] = {}


class AddonModules:
    """The modules of one version of an addon, below a package of its own. Absolute imports in them of names that stand
    in the addon's folder find the addon's files, at load and later from within functions."""

    def __init__(self, folder: str, name: str, version: str) -> None:
        self.package = re.sub(r"[^\w-]", "_", f"{name}-{version}")
        root = Path(folder)
        self.names = {path.stem for path in root.iterdir() if path.is_dir() or path.suffix == ".py"}
        module = ModuleType(self.package)
        module.__path__ = [str(root)]
        sys.modules[self.package] = module
        _addons[self.package] = self

    def load(self) -> ModuleType:
        """Imports `server`; exceptions of the addon pass through."""
        return importlib.import_module(f"{self.package}.server")


def _import(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> ModuleType:
    importer = str((globals or {}).get("__name__", "")).partition(".")[0]
    addon = _addons.get(importer) if level == 0 else None
    top = name.partition(".")[0]
    if addon is None or top not in addon.names:
        return _python_import(name, globals, locals, fromlist, level)
    module = _python_import(f"{addon.package}.{name}", globals, locals, fromlist, 0)
    return module if fromlist else sys.modules[f"{addon.package}.{top}"]


builtins.__import__ = _import
