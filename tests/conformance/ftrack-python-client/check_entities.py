"""Creating, changing and deleting the entities of a production."""

import datetime

import arrow
import ftrack_api
from ftrack_api.exception import ImmutableAttributeError, ServerError

from studio import raises


def check_project(studio):
    project = studio.reread(studio.project)
    assert project["status"] == "active"
    assert project["project_schema"]["name"] == "VFX"
    assert project["link"] == [{"type": "Project", "id": project["id"], "name": project["name"]}]
    studio.project["full_name"] = "Renamed"
    studio.session.commit()
    assert studio.reread(studio.project)["full_name"] == "Renamed"


def check_every_object_type(studio):
    for entity_type in ("Folder", "Episode", "Sequence", "Shot", "AssetBuild", "Milestone", "Task"):
        entity = studio.create(entity_type)
        found = studio.reread(entity)
        assert found.entity_type == entity_type
        assert found["parent"]["id"] == studio.project["id"]
        assert found["project_id"] == studio.project["id"]
        assert found["created_by"]["username"] == studio.session.api_user


def check_defaults_of_a_task(studio):
    task = studio.create("Task")
    assert task["status"]["name"] == "Not started"
    assert task["priority"]["name"] == "None"
    assert task["type"] is not None
    assert (task["bid"], task["time_logged"]) == (0, 0)


def check_dates(studio):
    start = arrow.get("2024-01-02T03:04:05+02:00")
    task = studio.create("Task", start_date=start, end_date=datetime.date(2024, 5, 6))
    assert task["start_date"] == start
    found = studio.reread(task)
    assert found["start_date"] == arrow.get("2024-01-02T01:04:05+00:00")
    assert found["end_date"] == arrow.get("2024-05-06T00:00:00+00:00")
    task["end_date"] = None
    studio.session.commit()
    assert studio.reread(task)["end_date"] is None


def check_status_type_and_priority_are_changed(studio):
    shot = studio.create("Shot")
    task = studio.create("Task", parent=shot)
    schema = studio.project["project_schema"]
    task["status"] = [status for status in schema.get_statuses("Task") if status["name"] == "In progress"][0]
    task["type"] = [type_ for type_ in schema.get_types("Task") if type_["name"] == "Lighting"][0]
    task["priority"] = studio.session.query("Priority where name is High").one()
    studio.session.commit()
    found = studio.reread(task)
    assert [found[name]["name"] for name in ("status", "type", "priority")] == ["In progress", "Lighting", "High"]
    changes = studio.session.query('StatusChange where parent_id is "%s"' % task["id"]).all()
    assert [change["status"]["name"] for change in changes] == ["In progress"]


def check_statuses_and_types_of_the_schema(studio):
    schema = studio.project["project_schema"]
    assert "Omitted" in [status["name"] for status in schema.get_statuses("Shot")]
    assert "Approved" in [status["name"] for status in schema.get_statuses("AssetVersion")]
    assert "Character" in [type_["name"] for type_ in schema.get_types("AssetBuild")]
    raises(ValueError, lambda: schema.get_statuses("Folder"))


def check_immutable_attributes(studio):
    folder = studio.create("Folder")
    status = studio.session.query("Status").first()
    folder["status"]
    raises(ImmutableAttributeError, lambda: folder.__setitem__("status", status))
    operation = {
        "action": "update",
        "entity_type": "Folder",
        "entity_key": [folder["id"]],
        "entity_data": {"__entity_type__": "Folder", "status_id": status["id"]},
    }
    raises(ServerError, lambda: studio.session.call([operation]), "ValidationError")


def check_move_takes_along_what_is_below(studio):
    schema = studio.project["project_schema"]
    other = studio.session.create("Project", {"name": studio.new_name(), "project_schema": schema})
    folder = studio.create("Folder")
    task = studio.create("Task", parent=folder)
    folder["parent"] = other
    studio.session.commit()
    assert studio.reread(task)["project_id"] == other["id"]
    folder["parent"] = task
    raises(ServerError, studio.session.commit)


def check_delete_removes_what_is_below(studio):
    folder = studio.create("Folder")
    task = studio.create("Task", parent=folder)
    note = task.create_note("about to go", author=studio.user())
    studio.session.commit()
    studio.session.delete(folder)
    studio.session.commit()
    with studio.open_session() as session:
        assert session.get("Task", task["id"]) is None
        assert session.get("Note", note["id"]) is None


def check_names_below_one_parent_differ(studio):
    task = studio.create("Task")
    studio.session.create("Task", {"name": task["name"], "parent": studio.project})
    raises(ServerError, studio.session.commit, "IntegrityError")


def check_failed_commit_keeps_nothing_and_can_be_mended(studio):
    session = studio.session
    good = session.create("Task", {"name": studio.new_name(), "parent": studio.project})
    bad = session.create("Task", {"name": "", "parent": studio.project})
    raises(ServerError, session.commit, "ValidationError")
    with studio.open_session() as other:
        assert other.get("Task", good["id"]) is None
    bad["name"] = studio.new_name()
    session.commit()
    assert studio.reread(good)["name"] == good["name"]


def check_required_attributes_are_checked_at_the_end_of_a_batch(studio):
    scope = studio.session.create("Scope", {})
    scope["name"] = studio.new_name()
    studio.session.commit()
    assert studio.reread(scope)["name"] == scope["name"]


def check_scopes_are_replaced_as_a_set(studio):
    task = studio.create("Task")
    first, second = [studio.session.ensure("Scope", {"name": name}) for name in ("scope one", "scope two")]
    task["scopes"].extend([first, second])
    studio.session.commit()
    task["scopes"].remove(first)
    studio.session.commit()
    assert [scope["id"] for scope in studio.reread(task)["scopes"]] == [second["id"]]


def check_metadata(studio):
    task = studio.create("Task", metadata={"a": "1", "b": "2"})
    assert dict(studio.reread(task)["metadata"]) == {"a": "1", "b": "2"}
    task["metadata"]["c"] = "3"
    del task["metadata"]["a"]
    studio.session.commit()
    assert dict(studio.reread(task)["metadata"]) == {"b": "2", "c": "3"}
    studio.reread(task)
    found = studio.session.query('Task where metadata any (key is b and value is 2) and id is "%s"' % task["id"])
    assert found.one() is task


def check_ensure(studio):
    name = studio.new_name()
    first = studio.session.ensure("User", {"username": name})
    again = studio.session.ensure("User", {"username": name.upper(), "email": "a@b.c"}, ["username"])
    assert again["id"] == first["id"]
    assert studio.reread(first)["email"] == "a@b.c"


def check_links(studio):
    first, second = studio.create("Task"), studio.create("Task")
    studio.session.create("TypedContextLink", {"from": first, "to": second})
    studio.session.commit()
    assert [link["to"]["id"] for link in studio.reread(first)["outgoing_links"]] == [second["id"]]
    assert [link["from"]["id"] for link in studio.reread(second)["incoming_links"]] == [first["id"]]


def check_versions(studio):
    first = studio.create_version(comment="first")
    assert (first["version"], first["is_published"], first["user"]["username"]) == (1, True, "admin")
    second = studio.session.create("AssetVersion", {"asset": first["asset"]})
    studio.session.commit()
    assert (second["version"], second["is_latest_version"]) == (2, True)
    second["uses_versions"].append(first)
    studio.session.commit()
    assert [version["id"] for version in studio.reread(second)["uses_versions"]] == [first["id"]]
    assert [version["id"] for version in studio.reread(first)["used_in_versions"]] == [second["id"]]
    assert studio.reread(first["asset"])["latest_version"]["id"] == second["id"]
    assert [step["type"] for step in studio.reread(second)["link"]] == ["Project", "AssetVersion"]


def check_custom_attributes(studio):
    shot = studio.create("Shot")
    assert shot["custom_attributes"]["fstart"] == 1
    shot["custom_attributes"]["fstart"] = 1001
    studio.session.commit()
    assert studio.reread(shot)["custom_attributes"]["fstart"] == 1001
    fresh = studio.session.create("Shot", {"name": studio.new_name(), "parent": studio.project})
    fresh["custom_attributes"]["fend"] = 55
    studio.session.commit()
    assert studio.reread(fresh)["custom_attributes"]["fend"] == 55
    found = studio.session.query("Shot where custom_attributes any (key is fend and value is 55)").all()
    assert fresh in found
    shot["custom_attributes"]["fstart"] = "test"
    raises(ServerError, studio.session.commit, 'Custom attribute value for "fstart" must be of type number')


def check_custom_attribute_configurations(studio):
    session = studio.session
    roles = session.query("SecurityRole").all()
    configuration = session.create(
        "CustomAttributeConfiguration",
        {
            "entity_type": "show",
            "is_hierarchical": True,
            "type": session.query("CustomAttributeType where name is enumerator").one(),
            "label": "Tools",
            "key": "tools_%s" % studio.new_name()[5:13],
            "default": ["a"],
            "config": '{"multiSelect": true, "data": "[{\\"menu\\": \\"A\\", \\"value\\": \\"a\\"}]"}',
            "read_security_roles": roles,
            "write_security_roles": roles,
        },
    )
    session.commit()
    found = studio.reread(configuration)
    assert len(found["read_security_roles"]) == len(roles) and found["default"] == ["a"]
    task = studio.create("Task")
    key = {"configuration_id": configuration["id"], "entity_id": task["id"]}
    session.recorded_operations.push(
        ftrack_api.operation.CreateEntityOperation("CustomAttributeValue", key, dict(key, value=["a"]))
    )
    session.commit()
    stored = 'CustomAttributeValue where entity_id is "%s"' % task["id"]
    with studio.open_session() as other:
        values = other.query("select value, entity_id from %s" % stored).all()
        assert [(value.entity_type, value["value"]) for value in values] == [
            ("ContextCustomAttributeValue", ["a"])
        ]
    session.recorded_operations.push(ftrack_api.operation.DeleteEntityOperation("CustomAttributeValue", key))
    session.commit()
    with studio.open_session() as other:
        assert other.query(stored).all() == []


def check_custom_attribute_links(studio):
    session = studio.session
    configuration = session.create(
        "CustomAttributeLinkConfiguration",
        {
            "key": "casts_%s" % studio.new_name()[5:13],
            "label": "Casts",
            "entity_type": "task",
            "entity_type_to": "task",
            "object_type_id": session.types["Shot"].attributes.get("object_type_id").default_value,
            "object_type_id_to": session.types["AssetBuild"].attributes.get("object_type_id").default_value,
            "one_to_one": False,
            "config": "{}",
        },
    )
    session.commit()
    shot, asset = studio.create("Shot"), studio.create("AssetBuild")
    key = {"configuration_id": configuration["id"], "from_id": shot["id"], "to_id": asset["id"]}
    session.create("ContextCustomAttributeLink", key)
    session.commit()
    found = session.query('Shot where custom_attribute_links any (to_id is "%s")' % asset["id"]).all()
    assert found == [shot]
    back = session.query('AssetBuild where custom_attribute_links_from any (from_id is "%s")' % shot["id"]).all()
    assert back == [asset]


def check_user_without_a_name_gets_one(studio):
    user = studio.session.create("User")
    studio.session.commit()
    assert user["username"]
    name = studio.new_name()
    first = studio.session.ensure("User", {"first_name": name})
    assert studio.session.ensure("User", {"first_name": name}) == first


def check_answers_leave_out_what_nobody_set(studio):
    user = studio.session.create("User", {"username": studio.new_name()})
    studio.session.commit()
    with studio.session.auto_populating(False):
        assert user["email"] is ftrack_api.symbol.NOT_SET
    studio.session.populate(user, "email")
    assert user["email"] is None
