"""Runs all checks against the server of AYON_SERVER_URL and AYON_API_KEY; one line of JSON for each."""

import importlib
import json
import pathlib
import traceback

import ayon_api
from studio import PROJECT

ayon_api.create_project(PROJECT, "py")
for path in sorted(pathlib.Path(__file__).parent.glob("check_*.py")):
    module = importlib.import_module(path.stem)
    for name, check in list(vars(module).items()):
        if not name.startswith("check_"):
            continue
        error = None
        try:
            check()
        except Exception:  # noqa: BLE001
            error = traceback.format_exc()
        print(json.dumps({"name": f"{path.stem}.{name}", "error": error}), flush=True)
