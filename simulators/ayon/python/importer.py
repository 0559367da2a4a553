"""Loads the `server` package of an addon so that versions of it, and other addons, do not meet each other's modules."""

import builtins
import importlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

_lock = threading.RLock()
_loaded: list["AddonModules"] = []
_python_import = builtins.__import__


class AddonModules:
    """The modules of one version of an addon. Absolute imports of names that stand in its folder find its own files,
    at load and later from within its functions."""

    def __init__(self, folder: str) -> None:
        self.folder = str(Path(folder).resolve())
        self.modules: dict[str, ModuleType] = {}
        self.names = {path.stem for path in Path(folder).iterdir() if path.suffix in ("", ".py")}
        self.names.discard("package")
        self.names.add("server")

    def load(self) -> ModuleType:
        """Imports `server`; exceptions of the addon pass through."""
        _loaded.append(self)
        with self.in_place():
            return importlib.import_module("server")

    def owns(self, name: str) -> bool:
        return name.partition(".")[0] in self.names

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """While it lasts, imports of the addon's names find its modules."""
        with _lock:
            before = {name: sys.modules.pop(name) for name in list(sys.modules) if self.owns(name)}
            sys.modules.update(self.modules)
            sys.path.insert(0, self.folder)
            try:
                yield
            finally:
                sys.path.remove(self.folder)
                self.modules = {name: sys.modules.pop(name) for name in list(sys.modules) if self.owns(name)}
                sys.modules.update(before)


def _import(
    name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
) -> ModuleType:
    importer = (globals or {}).get("__file__")
    for addon in _loaded if isinstance(importer, str) else ():
        if importer.startswith(addon.folder + "/") and (level > 0 or addon.owns(name)):
            with addon.in_place():
                return _python_import(name, globals, locals, fromlist, level)
    return _python_import(name, globals, locals, fromlist, level)


builtins.__import__ = _import
