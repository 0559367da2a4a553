"""What people do every day: assignments, notes, lists, reviews, time, jobs."""

import json

import arrow
from ftrack_api.exception import NoResultFoundError, NotUniqueError, ServerError

from studio import raises


def check_assignment(studio):
    task, user = studio.create("Task"), studio.user()
    assignment = studio.session.create(
        "Appointment", {"type": "assignment", "context": task, "resource": user}
    )
    studio.session.commit()
    mine = 'Task where assignments any (resource.username is "%s") and id is "%s"'
    expression = mine % (user["username"], task["id"])
    assert studio.session.query(expression).one() is task
    assert [row["resource"]["id"] for row in studio.reread(task)["assignments"]] == [user["id"]]
    assert studio.reread(task)["allocations"][:] == []
    studio.session.delete(assignment)
    studio.session.commit()
    assert studio.session.query(expression).all() == []


def check_allocation_of_groups(studio):
    session = studio.session
    group = session.create("Group", {"name": studio.new_name()})
    session.create("Membership", {"user": studio.user(), "group": group})
    session.create("Appointment", {"type": "allocation", "context": studio.project, "resource": group})
    session.commit()
    expression = 'Project where allocations.resource[Group].memberships any (user.username is "%s")'
    assert studio.project in session.query(expression % session.api_user).all()


def check_notes(studio):
    task, author = studio.create("Task"), studio.user()
    label = studio.session.query("NoteLabel").first()
    other = studio.session.ensure("User", {"username": "note-reader"})
    note = task.create_note("hello", author=author, recipients=[other], labels=[label])
    studio.session.commit()
    reply = note.create_reply("answer", author=author)
    studio.session.commit()
    found = studio.reread(task)["notes"]
    assert [row["content"] for row in found] == ["hello"]
    assert [row["content"] for row in found[0]["replies"]] == ["answer"]
    recipients = {row["resource_id"] for row in found[0]["recipients"]}
    assert recipients == {author["id"], other["id"]}
    assert found[0]["parent_type"] == "Task"
    assert found[0]["category"]["id"] == label["id"]
    note["is_todo"] = True
    note["completed_by"] = author
    note["completed_at"] = arrow.utcnow()
    studio.session.commit()
    studio.session.delete(note)
    studio.session.commit()
    with studio.open_session() as session:
        assert session.get("Note", reply["id"]) is None


def check_notes_of_versions(studio):
    version = studio.create_version()
    note = studio.session.create(
        "Note",
        {
            "content": "good",
            "author": studio.user(),
            "parent_id": version["id"],
            "parent_type": "AssetVersion",
        },
    )
    studio.session.commit()
    assert [row["id"] for row in studio.reread(version)["notes"]] == [note["id"]]


def check_lists(studio):
    session = studio.session
    category = session.query("ListCategory").first()
    task, version = studio.create("Task"), studio.create_version()
    for entity_type, item in (("TypedContextList", task), ("AssetVersionList", version)):
        entity_list = session.create(
            entity_type, {"name": studio.new_name(), "project": studio.project, "category": category}
        )
        entity_list["items"].append(item)
        session.commit()
        assert [row["id"] for row in studio.reread(entity_list)["items"]] == [item["id"]]
        assert [row["id"] for row in studio.reread(item)["lists"]] == [entity_list["id"]]
        entity_list["items"].remove(item)
        session.commit()
        assert studio.reread(entity_list)["items"][:] == []


def check_review_session(studio):
    session = studio.session
    version = studio.create_version()
    review = session.create(
        "ReviewSession",
        {"name": "Client review", "description": "", "project": studio.project},
    )
    review_object = session.create(
        "ReviewSessionObject",
        {
            "name": "shot",
            "description": "",
            "version": "Version 1",
            "asset_version": version,
            "review_session": review,
        },
    )
    invitee = session.create(
        "ReviewSessionInvitee",
        {"name": "Client", "email": "client@example.com", "review_session": review},
    )
    session.commit()
    for status in ("require_changes", "approved"):
        session.create(
            "ReviewSessionObjectStatus",
            {"review_session_object": review_object, "invitee": invitee, "status": status},
        )
        session.commit()
    statuses = studio.reread(review_object)["statuses"]
    assert [row["status"] for row in statuses] == ["approved"]
    assert [row["id"] for row in studio.reread(review)["review_session_objects"]] == [review_object["id"]]


def check_timelogs(studio):
    task = studio.create("Task", bid=7200.0)
    timelog = studio.session.create(
        "Timelog", {"user": studio.user(), "context": task, "duration": 3600, "comment": "work"}
    )
    studio.session.commit()
    assert timelog["start"] is not None
    found = studio.reread(task)
    assert found["time_logged"] == 3600
    assert [row["comment"] for row in found["timelogs"]] == ["work"]


def check_timer(studio):
    task, user = studio.create("Task"), studio.user()
    user.start_timer(task, comment="started", name="morning")
    raises(NotUniqueError, user.start_timer)
    studio.session.rollback()
    timelog = user.stop_timer()
    assert (timelog["name"], timelog["context_id"]) == ("morning", task["id"])
    raises(NoResultFoundError, user.stop_timer)
    user.start_timer()
    user.start_timer(task, force=True)
    user.stop_timer()


def check_jobs(studio):
    job = studio.session.create(
        "Job",
        {"user": studio.user(), "status": "running", "data": json.dumps({"description": "Export"})},
    )
    studio.session.commit()
    assert studio.reread(job)["finished_at"] is None
    job["status"] = "done"
    studio.session.commit()
    found = studio.reread(job)
    assert found["finished_at"] is not None and found["type"] == "api_job"
    job["status"] = "nonsense"
    raises(ServerError, studio.session.commit, "ValidationError")


def check_security_roles(studio):
    session = studio.session
    user = session.ensure("User", {"username": studio.new_name()})
    role = session.query('SecurityRole where name is "User"').one()
    held = session.create("UserSecurityRole", {"user": user, "security_role": role})
    session.create("UserSecurityRoleProject", {"user_security_role": held, "project": studio.project})
    session.commit()
    expression = 'User where user_security_roles.security_role.name is "User" and id is "%s"'
    assert session.query(expression % user["id"]).one() is user
    assert [row["project"]["id"] for row in studio.reread(held)["user_security_role_projects"]] == [
        studio.project["id"]
    ]


def check_managers(studio):
    manager_type = studio.session.query("ManagerType").first()
    task = studio.create("Task")
    studio.session.create("Manager", {"context": task, "user": studio.user(), "type": manager_type})
    studio.session.commit()
    assert [row["user"]["username"] for row in studio.reread(task)["managers"]] == ["admin"]


def check_calendar_and_settings(studio):
    session = studio.session
    event = session.create(
        "CalendarEvent",
        {
            "name": "Vacation",
            "project": studio.project,
            "start": arrow.get("2026-07-01"),
            "end": arrow.get("2026-07-14"),
        },
    )
    session.create("CalendarEventResource", {"calendar_event": event, "resource": studio.user()})
    session.create("Setting", {"name": studio.new_name(), "group": "TESTS", "value": "1"})
    session.commit()
    assert len(studio.reread(event)["calendar_event_resources"]) == 1
