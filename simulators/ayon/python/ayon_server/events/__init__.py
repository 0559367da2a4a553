"""Events, sent and heard."""

from collections.abc import Awaitable, Callable
from typing import Any

from ayon_server import bridge
from ayon_server.types import Field, OPModel


class EventModel(OPModel):
    """An event."""

    id: str
    topic: str
    hash: str | None = None
    project: str | None = None
    user: str | None = None
    sender: str | None = None
    sender_type: str | None = None
    depends_on: str | None = None
    status: str = "finished"
    retries: int = 0
    description: str = ""
    summary: dict[str, Any] = Field(default_factory=dict)
    payload: dict[str, Any] = Field(default_factory=dict)


HandlerType = Callable[[EventModel], Awaitable[None]]


class EventStream:
    """The server's stream of events."""

    model = EventModel
    _hooks: dict[str, tuple[str, HandlerType]] = {}

    @classmethod
    async def subscribe(cls, topic: str, handler: HandlerType, all_nodes: bool = False) -> str:
        """Hears a topic; one that ends in `.*` stands for all that begin so. Returns a token for unsubscribe."""
        token = str(len(cls._hooks) + 1)
        cls._hooks[token] = (topic, handler)
        await bridge.ask("subscribe", topic=topic)
        return token

    @classmethod
    def unsubscribe(cls, token: str) -> None:
        cls._hooks.pop(token, None)

    @classmethod
    async def deliver(cls, event: EventModel) -> None:
        """Calls the handlers of an event; an exception of one does not keep it from the others."""
        from ayon_server.logging import log_traceback

        for topic, handler in list(cls._hooks.values()):
            fits = event.topic.startswith(topic[:-1]) if topic.endswith(".*") else event.topic == topic
            if fits:
                try:
                    await handler(event)
                except Exception:
                    log_traceback(f"Error in the handler of {event.topic}")

    @classmethod
    async def dispatch(cls, topic: str, *, store: bool = True, **kwargs: Any) -> str:
        """Sends an event; returns its id."""
        names = ("hash", "sender", "sender_type", "project", "user", "depends_on", "description", "summary", "payload")
        event = {key: kwargs[key] for key in names if kwargs.get(key) is not None}
        status = "finished" if kwargs.get("finished", True) else "pending"
        reuse = bool(kwargs.get("reuse"))
        return await bridge.ask("dispatch", event={"topic": topic, "store": store, "status": status, "reuse": reuse} | event)

    @classmethod
    async def update(cls, event_id: str, **kwargs: Any) -> None:
        """Changes an event."""
        await bridge.rest("PATCH", f"/api/events/{event_id}", kwargs)

    @classmethod
    async def get(cls, event_id: str) -> EventModel:
        return EventModel(**await bridge.rest("GET", f"/api/events/{event_id}"))


async def dispatch_event(topic: str, **kwargs: Any) -> str:
    return await EventStream.dispatch(topic, **kwargs)


async def update_event(event_id: str, **kwargs: Any) -> None:
    await EventStream.update(event_id, **kwargs)
