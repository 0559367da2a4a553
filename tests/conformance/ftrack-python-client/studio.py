"""What the checks share: a session, a project, and the switches of the simulator."""

import json
import os
import tempfile
import time
import urllib.request
import uuid

import ftrack_api


class Studio(object):
    """A server to check and what is on it."""

    def __init__(self):
        self.url = os.environ["FTRACK_SERVER"]
        self.admin_token = os.environ["SIMULATOR_ADMIN_TOKEN"]
        self.folder = tempfile.mkdtemp(prefix="ftrack-conformance-")
        self.session = self.open_session()
        schema = self.session.query("ProjectSchema").first()
        self.project = self.session.create(
            "Project",
            {"name": self.new_name(), "full_name": "Conformance", "project_schema": schema},
        )
        self.session.commit()

    def open_session(self, **options):
        """Return another session; the address and the key come from the environment."""
        options.setdefault("plugin_paths", [])
        options.setdefault("schema_cache_path", False)
        return ftrack_api.Session(**options)

    def close(self):
        self.session.close()

    def new_name(self):
        return "test-%s" % uuid.uuid4()

    def user(self):
        return self.session.query('User where username is "%s"' % self.session.api_user).one()

    def create(self, entity_type, **data):
        """Create an entity below the project and commit it."""
        data.setdefault("name", self.new_name())
        data.setdefault("parent", self.project)
        entity = self.session.create(entity_type, data)
        self.session.commit()
        return entity

    def create_version(self, **data):
        asset_type = self.session.query("AssetType").first()
        asset = self.session.create(
            "Asset", {"name": self.new_name(), "parent": self.project, "type": asset_type}
        )
        version = self.session.create("AssetVersion", dict(data, asset=asset))
        self.session.commit()
        return version

    def reread(self, entity):
        """Return the entity as a session without any memory of it reads it."""
        session = self.open_session()
        try:
            key = [entity[name] for name in entity.primary_key_attributes]
            return session.get(entity.entity_type, key)
        finally:
            self._keep = session

    def write_file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file_object:
            file_object.write(content)
        return path

    def set_faults(self, **faults):
        request = urllib.request.Request(
            self.url + "/simulator/faults",
            data=json.dumps(faults).encode("utf-8"),
            headers={"x-simulator-admin": self.admin_token},
        )
        urllib.request.urlopen(request).close()


def wait_until(condition, pump=None, seconds=15):
    """Wait until the condition holds; *pump* is called in between, e.g. to let event hubs work."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        if pump is None:
            time.sleep(0.02)
        else:
            pump()
    raise AssertionError("Waited %s seconds for nothing." % seconds)


def raises(exception, call, text=""):
    """Assert that a call raises an exception whose text contains *text*."""
    try:
        call()
    except exception as error:
        assert text in str(error), "%r is not in %s" % (text, error)
        return error
    raise AssertionError("%s was not raised." % exception.__name__)
