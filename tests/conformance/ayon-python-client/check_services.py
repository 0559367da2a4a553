"""What services use: events, enroll, settings, secrets, users."""

import ayon_api
from studio import ADDON, PROJECT


def check_events_are_sent_read_and_changed():
    event_id = ayon_api.dispatch_event("py.test", project_name=PROJECT, summary={"a": 1}, payload={"b": 2})
    if not isinstance(event_id, str):
        event_id = event_id["id"] if isinstance(event_id, dict) else event_id.data["id"]
    assert ayon_api.get_event(event_id)["payload"] == {"b": 2}
    ayon_api.update_event(event_id, description="changed")
    assert [event["description"] for event in ayon_api.get_events(topics=["py.test"], fields={"id", "description"})] == [
        "changed"
    ]


def check_enroll_gives_every_source_once():
    for _ in range(3):
        ayon_api.dispatch_event("py.source")
    seen = []
    while job := ayon_api.enroll_event_job("py.source", "py.target", "worker"):
        seen.append(job["dependsOn"])
        ayon_api.update_event(job["id"], status="finished")
    assert len(set(seen)) == len(seen) == 3


def check_settings_of_an_addon_are_read():
    name, version = ADDON
    assert ayon_api.get_addon_studio_settings(name, version) == {"url": "", "limit": 3}
    assert ayon_api.get_addon_project_settings(name, version, PROJECT) == {"url": "", "limit": 3}
    assert ayon_api.get_addons_settings()[name] == {"url": "", "limit": 3}
    assert [addon["name"] for addon in ayon_api.get_addons_info()["addons"]] == [name]
    assert ayon_api.get_bundles()["productionBundle"] == "production"


def check_secrets_are_kept():
    ayon_api.save_secret("py_key", "value")
    assert ayon_api.get_secret("py_key") == {"name": "py_key", "value": "value"}
    ayon_api.delete_secret("py_key")
    assert "py_key" not in [secret["name"] for secret in ayon_api.get_secrets()]


def check_users_are_listed():
    names = {user["name"] for user in ayon_api.get_users()}
    assert {"admin", "artist", "service"} <= names


def check_attributes_are_known():
    assert "fps" in ayon_api.get_attributes_for_type("folder")
