"""Runs every check against the server of the environment and prints one line of JSON for each."""

import importlib
import json
import sys
import time
import traceback

from studio import Studio

MODULES = (
    "check_session",
    "check_queries",
    "check_entities",
    "check_work",
    "check_files",
    "check_events",
)


def main(modules):
    studio = Studio()
    for module_name in modules or MODULES:
        module = importlib.import_module(module_name)
        for name, check in list(vars(module).items()):
            if not name.startswith("check_") or not callable(check):
                continue
            started = time.monotonic()
            error = None
            try:
                check(studio)
            except Exception:
                error = traceback.format_exc(limit=-6)
            studio.session.rollback()
            seconds = round(time.monotonic() - started, 3)
            line = {"name": "%s.%s" % (module_name, name), "error": error, "seconds": seconds}
            print(json.dumps(line), flush=True)
    studio.close()


main(sys.argv[1:])
