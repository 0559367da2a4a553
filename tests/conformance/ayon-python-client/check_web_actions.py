"""Actions of an uploaded addon in the web interface and for launchers."""

import os
import tempfile
import time
import zipfile
from urllib.parse import parse_qs, urlsplit

import ayon_api
from ayon_api import ServerAPI
from studio import PROJECT, fails

SERVER = '''
from ayon_server.actions import SimpleActionManifest
from ayon_server.addons import BaseServerAddon


class Example(BaseServerAddon):
    async def get_simple_actions(self, project_name=None, variant="production"):
        return [
            SimpleActionManifest(identifier="example.say", label="Say", entity_type="folder"),
            SimpleActionManifest(identifier="example.launch", label="Launch", entity_type="task"),
        ]

    async def execute_action(self, executor):
        if executor.identifier == "example.launch":
            return await executor.get_launcher_response(args=["run", executor.context.project_name])
        return await executor.get_simple_response(f"said to {len(executor.context.entity_ids)}")
'''


def upload_addon(name: str) -> None:
    path = os.path.join(tempfile.mkdtemp(), f"{name}.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.py", f'name = "{name}"\nversion = "1.0.0"\ntitle = "Example"\n')
        archive.writestr("server/__init__.py", SERVER)
    event_id = ayon_api.upload_addon_zip(path)["eventId"]
    for _ in range(200):
        if ayon_api.get_event(event_id)["status"] == "finished":
            break
        time.sleep(0.05)
    ayon_api.post("system/restart").raise_for_status()
    for _ in range(200):
        if name in {addon["name"] for addon in ayon_api.get_addons_info()["addons"]}:
            return
        time.sleep(0.05)
    raise AssertionError("the addon was not loaded")


def log_in() -> ServerAPI:
    connection = ServerAPI(os.environ["AYON_SERVER_URL"], token=None)
    connection.login("admin", "adminPass1")
    return connection


def check_actions_are_listed_executed_and_launched():
    upload_addon("example")
    ayon_api.create_bundle("with_actions", {"example": "1.0.0"}, None, is_staging=True)
    folder_id = ayon_api.create_folder(PROJECT, "acted_on", folder_type="Asset")
    on_folder = {"project_name": PROJECT, "entity_type": "folder", "entity_ids": [folder_id], "variant": "staging"}
    listed = ayon_api.get_actions(**on_folder)
    assert [(item["identifier"], item["addonName"]) for item in listed] == [("example.say", "example")]

    connection = log_in()
    answer = connection.trigger_action("example.say", "example", "1.0.0", **on_folder)
    assert (answer["type"], answer["success"], answer["message"]) == ("simple", True, "said to 1")

    launch = connection.trigger_action("example.launch", "example", "1.0.0", **on_folder)
    assert launch["type"] == "launcher"
    [token] = parse_qs(urlsplit(launch["payload"]["uri"]).query)["token"]
    ayon_api.abort_action(token, "not now")
    assert "404" in str(fails(lambda: ayon_api.abort_action(token)))
