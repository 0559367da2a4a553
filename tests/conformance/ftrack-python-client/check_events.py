"""The event hub."""

import ftrack_api

from studio import wait_until


class Listener(object):
    """A session whose event hub is connected, and what it heard."""

    def __init__(self, studio, subscription=None):
        self.session = studio.open_session()
        self.hub = self.session.event_hub
        self.heard = []
        self.hub.connect()
        self.ready = False
        if subscription is not None:
            self.hub.subscribe(subscription, self.heard.append)
        self.settle()

    def settle(self):
        """Wait until the server knows all subscriptions: it answers what is sent after them."""
        topic = "test.settled.%s" % id(self)
        settled = []
        self.hub.subscribe("topic=%s" % topic, settled.append)
        self.hub.publish(ftrack_api.event.base.Event(topic=topic))
        wait_until(lambda: settled, self.pump)

    def pump(self):
        self.hub.wait(duration=0.05)

    def entities(self, entity_id):
        return [
            entity
            for event in self.heard
            for entity in event["data"].get("entities", [])
            if entity.get("entityId") == entity_id
        ]

    def close(self):
        self.session.close()


def check_hears_of_changes(studio):
    listener = Listener(studio, "topic=ftrack.update")
    task = studio.create("Task")
    entity = wait_until(lambda: listener.entities(task["id"]), listener.pump)[0]
    assert (entity["action"], entity["entityType"], entity["entity_type"]) == ("add", "task", "Task")
    assert [parent["entityType"] for parent in entity["parents"]] == ["task", "show"]
    task["status"] = studio.session.query('Status where name is "In progress"').one()
    studio.session.commit()
    changed = wait_until(lambda: listener.entities(task["id"])[1:], listener.pump)[0]
    assert changed["keys"] == ["statusid"]
    assert changed["changes"]["statusid"]["new"] == task["status_id"]
    user = listener.heard[-1]["data"].get("user") or listener.heard[0]["data"]["user"]
    assert user["userid"] == studio.user()["id"]
    listener.close()


def check_subscriptions_are_filtered_by_the_server(studio):
    listener = Listener(studio, "topic=test.filtered and data.answer=42 and not data.shot=sh02*")
    for answer, shot in ((41, "sh010"), (42, "sh020"), (42, "sh010")):
        studio.session.event_hub.connected or studio.session.event_hub.connect()
        studio.session.event_hub.publish(
            ftrack_api.event.base.Event(topic="test.filtered", data={"answer": str(answer), "shot": shot})
        )
    wait_until(lambda: listener.heard, listener.pump)
    listener.settle()
    assert [event["data"] for event in listener.heard] == [{"answer": "42", "shot": "sh010"}]
    listener.close()


def check_targets_reach_whom_they_name(studio):
    one, other = Listener(studio), Listener(studio)
    for listener, name in ((one, "one"), (other, "other")):
        listener.hub.subscribe("topic=test.target", listener.heard.append, {"applicationId": name})
        listener.settle()
    one.hub.publish(ftrack_api.event.base.Event(topic="test.target", target="applicationId=other"))
    wait_until(lambda: other.heard, other.pump)
    one.settle()
    assert one.heard == []
    one.close()
    other.close()


def check_replies(studio):
    asker, answerer = Listener(studio), Listener(studio)
    answerer.hub.subscribe("topic=test.question", lambda event: {"answer": event["data"]["number"] * 2})
    answerer.settle()
    replies = []
    asker.hub.publish(
        ftrack_api.event.base.Event(topic="test.question", data={"number": 21}), on_reply=replies.append
    )
    wait_until(lambda: replies, lambda: (answerer.pump(), asker.pump()))
    assert replies[0]["data"] == {"answer": 42}
    asker.close()
    answerer.close()


def check_action_with_a_form(studio):
    """Discover and launch as the web client does: it publishes, the service replies."""
    service, client = Listener(studio), Listener(studio)
    username = studio.session.api_user

    def discover(event):
        return {"items": [{"label": "Rename", "actionIdentifier": "rename"}]}

    def launch(event):
        values = event["data"].get("values")
        if values is None:
            return {"items": [{"type": "text", "name": "name", "label": "New name", "value": ""}]}
        task = service.session.get("Task", event["data"]["selection"][0]["entityId"])
        task["name"] = values["name"]
        service.session.commit()
        return {"success": True, "message": "Renamed."}

    service.hub.subscribe(
        "topic=ftrack.action.discover and source.user.username=%s" % username, discover
    )
    service.hub.subscribe(
        "topic=ftrack.action.launch and data.actionIdentifier=rename and source.user.username=%s" % username,
        launch,
    )
    service.settle()
    task = studio.create("Task")
    selection = [{"entityId": task["id"], "entityType": "task"}]

    def ask(topic, data):
        replies = []
        client.hub.publish(ftrack_api.event.base.Event(topic=topic, data=data), on_reply=replies.append)
        wait_until(lambda: replies, lambda: (service.pump(), client.pump()))
        return replies[0]["data"]

    found = ask("ftrack.action.discover", {"selection": selection})["items"][0]
    form = ask("ftrack.action.launch", dict(found, selection=selection))
    assert form["items"][0]["name"] == "name"
    name = studio.new_name()
    result = ask("ftrack.action.launch", dict(found, selection=selection, values={"name": name}))
    assert result == {"success": True, "message": "Renamed."}
    assert studio.reread(task)["name"] == name
    service.close()
    client.close()


def check_unsubscribed_hears_nothing(studio):
    listener = Listener(studio)
    identifier = listener.hub.subscribe("topic=test.gone", listener.heard.append)
    listener.hub.unsubscribe(identifier)
    listener.hub.publish(ftrack_api.event.base.Event(topic="test.gone"))
    listener.settle()
    assert listener.heard == []
    listener.close()


def check_reconnects_with_its_subscriptions(studio):
    listener = Listener(studio, "topic=test.after")
    disconnected = []
    listener.hub.subscribe("topic=ftrack.meta.disconnected", disconnected.append)
    studio.set_faults(cutSockets=True)
    publisher = Listener(studio)

    def publish():
        listener.pump()
        publisher.hub.publish(ftrack_api.event.base.Event(topic="test.after"))

    wait_until(lambda: listener.heard, publish)
    assert disconnected == []
    listener.close()
    publisher.close()


def check_wrong_key_cannot_connect(studio):
    session = studio.open_session()
    hub = ftrack_api.event.hub.EventHub(studio.url, session.api_user, "wrong")
    try:
        hub.connect()
    except ftrack_api.exception.EventHubConnectionError:
        return
    raise AssertionError("The hub took a wrong key.")
