"""Starting a session."""

import hashlib
import json
import os

import ftrack_api
from ftrack_api.exception import ServerError

from studio import raises, wait_until


def check_reads_server_information(studio):
    information = studio.session.server_information
    assert information["is_timezone_support_enabled"] is True
    assert information["version"]


def check_schemas_have_the_hash_the_server_tells(studio):
    text = json.dumps(studio.session.schemas, sort_keys=True)
    digest = hashlib.md5(text.encode("utf-8")).hexdigest()
    assert digest == studio.session.server_information["schema_hash"]


def check_schemas_are_read_from_the_cache_the_second_time(studio):
    folder = os.path.join(studio.folder, "schema-cache")
    os.makedirs(folder, exist_ok=True)
    first = studio.open_session(schema_cache_path=folder)
    assert os.listdir(folder) == ["ftrack_api_schema_cache.json"]
    calls = []
    original = ftrack_api.Session.call

    def call(session, operations):
        calls.extend(operation["action"] for operation in operations)
        return original(session, operations)

    ftrack_api.Session.call = call
    try:
        second = studio.open_session(schema_cache_path=folder)
    finally:
        ftrack_api.Session.call = original
    assert "query_server_information" in calls, calls
    assert "query_schemas" not in calls, calls
    assert sorted(second.types) == sorted(first.types)


def check_every_type_of_the_schema_has_a_class(studio):
    assert len(studio.session.types) == 116
    assert {"Task", "Shot", "AssetVersionList", "ContextCustomAttributeValue"} <= set(studio.session.types)


def check_wrong_key_is_refused(studio):
    error = raises(ServerError, lambda: studio.open_session(api_key="wrong"), "InvalidCredentialsError")
    assert "The supplied API key is not valid." in str(error)


def check_wrong_key_is_refused_in_strict_mode(studio):
    raises(
        ServerError,
        lambda: studio.open_session(api_key="wrong", strict_api=True),
        "InvalidCredentialsError",
    )


def check_strict_session_works(studio):
    with studio.open_session(strict_api=True) as session:
        assert session.query("User").first() is not None
        raises(ServerError, lambda: session.query("User where x is y").all(), "ParseError")


def check_closed_session_refuses_work(studio):
    session = studio.open_session()
    session.close()
    raises(ftrack_api.exception.ConnectionClosedError, lambda: session.query("User").all())


def check_html_of_a_broken_server_is_an_error(studio):
    """The client makes no error of its own of it: what it reads is no JSON."""
    studio.set_faults(httpStatus=502)
    try:
        raises(ValueError, lambda: studio.session.query("User").all())
    finally:
        studio.set_faults(httpStatus=None)


def check_widget_address(studio):
    address = studio.session.get_widget_url("info", entity=studio.project, theme="dark")
    assert address.startswith(studio.url)
    raises(ServerError, lambda: studio.session.get_widget_url("unheard-of"))


def check_api_key_is_reset(studio):
    user = studio.session.create("User", {"username": studio.new_name(), "is_active": True})
    studio.session.commit()
    key = user.reset_api_key()
    with studio.open_session(api_user=user["username"], api_key=key) as session:
        assert session.query('User where id is "%s"' % user["id"]).one()["username"] == user["username"]
    raises(ServerError, lambda: studio.session.reset_remote("password", entity=user))


def check_users_and_reviewers_are_invited(studio):
    user = studio.session.create(
        "User", {"username": studio.new_name(), "is_active": True, "email": "new@example.com"}
    )
    studio.session.commit()
    user.send_invite()
    review = studio.session.create("ReviewSession", {"name": "Client", "project": studio.project})
    invitee = studio.session.create(
        "ReviewSessionInvitee",
        {"name": "Client", "email": "client@example.com", "review_session": review},
    )
    studio.session.commit()
    studio.session.send_review_session_invite(invitee)
    other = studio.session.create("User", {"username": studio.new_name(), "is_active": True})
    studio.session.commit()
    raises(ServerError, other.send_invite, "e-mail")


def check_job_that_synchronises_users_ends(studio):
    operation = {"action": "delayed_job", "job_type": ftrack_api.symbol.JOB_SYNC_USERS_LDAP.name}
    job = studio.session.call([operation])[0]["data"]
    assert job.entity_type == "Job"
    wait_until(lambda: studio.reread(job)["status"] == "failed")
