"""Runs parts of the addon's server part without a server.

Arguments: the folder with the stand-in of `ayon_server`, the folder of the unpacked package. In: a JSON list of jobs on stdin, each
`{"do": ..., ...}`; out: the JSON list of their results on stdout. A job that raises ends the process with its traceback."""

import asyncio
import importlib
import json
import sys
from pathlib import Path
from typing import Any

stand_in, folder = sys.argv[1:]
sys.path.insert(0, stand_in)

SERVER = importlib.import_module("importer").AddonModules(folder, "ftrack", "tested").load()


def module(name: str) -> Any:
    return importlib.import_module(f"{SERVER.__name__}.{name}")


DESCRIPTION = module("description").read_settings_description(Path(folder) / "server")
MODEL = module("models").build_settings_model(DESCRIPTION, module("choices").resolver_of)


def convert(overrides: Any, version: str) -> dict[str, Any]:
    converted = module("conversion").convert_overrides(DESCRIPTION, overrides, version)
    return {**converted._asdict(), "readable": read(converted.document) is not None}


def read(overrides: Any) -> dict[str, Any]:
    """The settings that hold with these overrides stored."""
    fitted = module("fitting").fit_document(DESCRIPTION, overrides, [])
    return MODEL(**overlay(MODEL().dict(), fitted)).dict()


def overlay(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {key: overlay(below.get(key), value) for key, value in above.items()}


def schema() -> dict[str, Any]:
    from ayon_server.settings.schema import settings_schema

    return asyncio.run(settings_schema(MODEL, "ftrack", {}))


JOBS = {"convert": convert, "read": read, "schema": schema}

print(json.dumps([JOBS[job.pop("do")](**job) for job in json.load(sys.stdin)]))
