"""Runs the server parts of uploaded addons for the AYON simulator.

Lines of JSON come in on stdin and go out on the stdout the process was started with; whatever addons print goes to
stderr. In: `{"id", "do", ...arguments}`; out: `{"id", "value"}` or `{"id", "error"}`. The other way round the host asks
`{"ask", "do", ...arguments}` and is told `{"answer", "value"}` or `{"answer", "error"}`."""

import asyncio
import base64
import inspect
import json
import os
import sys
import threading
import traceback
from typing import Any

# The protocol keeps the real stdout for itself; prints of addons go to stderr.
_out = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

from ayon_server import bridge  # noqa: E402
from ayon_server.actions import ActionContext, ActionExecutor  # noqa: E402
from ayon_server.addons import AddonLibrary, BaseServerAddon  # noqa: E402
from ayon_server.addons.addon import call  # noqa: E402
from ayon_server.entities import UserEntity  # noqa: E402
from ayon_server.events import EventModel, EventStream  # noqa: E402
from ayon_server.exceptions import AyonException  # noqa: E402
from ayon_server.logging import flush  # noqa: E402
from ayon_server.settings.schema import settings_schema  # noqa: E402
from ayon_server.settings.structure import structure_of  # noqa: E402
from endpoints import make_application, run_request  # noqa: E402
from importer import AddonModules  # noqa: E402
from pydantic import ValidationError  # noqa: E402
from pydantic.json import pydantic_encoder  # noqa: E402


class Host:
    """Answers what the simulator asks about the addons it has loaded."""

    def __init__(self) -> None:
        self.applications: dict[tuple[str, str], Any] = {}

    async def load(self, folder: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """Imports an addon version and makes its addon; exceptions of its code pass through."""
        server = AddonModules(folder, metadata["name"], metadata["version"]).load()
        classes = [
            found
            for found in vars(server).values()
            if inspect.isclass(found) and issubclass(found, BaseServerAddon) and found is not BaseServerAddon
        ]
        if not classes:
            raise RuntimeError("The addon's server package has no subclass of BaseServerAddon")
        for found in classes:
            addon = found(folder, metadata)
        AddonLibrary.add(addon)
        return {"restartRequested": addon.restart_requested}

    async def pre_setup(self, name: str, version: str) -> None:
        await call(AddonLibrary.addon(name, version).pre_setup)

    async def setup(self, name: str, version: str) -> dict[str, Any]:
        addon = AddonLibrary.addon(name, version)
        await call(addon.setup)
        return {"restartRequested": addon.restart_requested}

    async def describe(self, name: str, version: str) -> dict[str, Any]:
        """What listings say about a loaded version, and the forms of its settings."""
        addon = AddonLibrary.addon(name, version)
        model, site_model = addon.get_settings_model(), addon.get_site_settings_model()
        self.applications[(name, version)] = make_application(addon)
        return {
            "addonType": addon.addon_type,
            "system": addon.system,
            "frontendScopes": await call(addon.get_frontend_scopes),
            "frontendModules": await call(addon.get_frontend_modules),
            "readsOverrides": _reads_overrides(addon),
            "settings": None if model is None else structure_of(model),
            "siteSettings": None if site_model is None else structure_of(site_model),
        }

    async def schema(self, name: str, version: str, site: bool, context: dict[str, Any]) -> dict[str, Any]:
        addon = AddonLibrary.addon(name, version)
        model = addon.get_site_settings_model() if site else addon.get_settings_model()
        if model is None:
            return {}
        return await settings_schema(model, addon.friendly_name, {"addon": addon, **context})

    async def defaults(self, name: str, version: str, site: bool) -> dict[str, Any]:
        addon = AddonLibrary.addon(name, version)
        if site:
            model = addon.get_site_settings_model()
            found = None if model is None else model()
        else:
            found = await call(addon.get_default_settings)
        return {} if found is None else found.dict()

    async def validate(self, name: str, version: str, site: bool, settings: dict[str, Any]) -> dict[str, Any]:
        addon = AddonLibrary.addon(name, version)
        model = addon.get_site_settings_model() if site else addon.get_settings_model()
        return {} if model is None else model(**settings).dict()

    async def convert(
        self, name: str, version: str, source: str, overrides: dict[str, Any], project: str | None
    ) -> dict[str, Any]:
        """Overrides of another version for this one."""
        function = AddonLibrary.addon(name, version).convert_settings_overrides
        parameters = inspect.signature(function).parameters
        takes_project = "project_name" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        more = {"project_name": project} if takes_project and project is not None else {}
        try:
            return await call(function, source, overrides, **more)
        finally:
            await flush()

    async def overrides(self, name: str, version: str, variant: str, project: str | None) -> dict[str, Any]:
        """What the addon makes of its stored overrides, of the studio or of a project."""
        addon = AddonLibrary.addon(name, version)
        if project is None:
            return await call(addon.get_studio_overrides, variant=variant)
        return await call(addon.get_project_overrides, project, variant=variant)

    async def settings_changed(self, name: str, version: str, **arguments: Any) -> None:
        addon = AddonLibrary.addon(name, version)
        model = addon.get_settings_model()
        for key in ("old_settings", "new_settings"):
            arguments[key] = None if model is None else model(**arguments[key])
        await call(addon.on_settings_changed, **arguments)

    async def actions(
        self, name: str, version: str, mode: str, variant: str, context: dict[str, Any]
    ) -> list[dict[str, Any]]:
        addon = AddonLibrary.addon(name, version)
        asked = ActionContext(**context)
        if mode == "simple":
            found = await call(addon.get_simple_actions, asked.project_name, variant)
        else:
            found = await call(addon.get_dynamic_actions, asked, variant)
        return [action.dict(by_alias=True, exclude_none=True) for action in found]

    async def execute(
        self, name: str, version: str, context: dict[str, Any], user: dict[str, Any], **arguments: Any
    ) -> dict[str, Any]:
        addon = AddonLibrary.addon(name, version)
        executor = ActionExecutor(
            addon=addon, context=ActionContext(**context), user=UserEntity(user), **arguments
        )
        answer = await call(addon.execute_action, executor)
        return answer.dict(by_alias=True)

    async def action_config(
        self,
        name: str,
        version: str,
        identifier: str,
        variant: str,
        context: dict[str, Any],
        user: dict[str, Any],
        value: dict[str, Any] | None,
    ) -> dict[str, Any]:
        addon = AddonLibrary.addon(name, version)
        place = {"identifier": identifier, "context": ActionContext(**context), "user": UserEntity(user), "variant": variant}
        if value is not None:
            await call(addon.set_action_config, config=value, **place)
        return await call(addon.get_action_config, **place)

    async def http(self, name: str, version: str, request: dict[str, Any], body: str) -> dict[str, Any]:
        started, content = await run_request(self.applications[(name, version)], request, base64.b64decode(body))
        return {**started, "body": base64.b64encode(content).decode()}

    async def event(self, event: dict[str, Any]) -> None:
        await EventStream.deliver(EventModel(**event))


def _reads_overrides(addon: BaseServerAddon) -> bool:
    """Whether the addon has code of its own between what is stored and its settings."""
    return any(
        getattr(type(addon), name) is not getattr(BaseServerAddon, name)
        for name in ("get_studio_overrides", "get_project_overrides")
    )


def describe_error(error: BaseException) -> dict[str, Any]:
    """An exception as the simulator takes it."""
    shown: dict[str, Any] = {
        "detail": f"{type(error).__name__}: {error}",
        "message": str(error),
        "traceback": "".join(traceback.format_exception(error)),
    }
    if isinstance(error, AyonException):
        shown |= {"status": error.status, "detail": error.detail, "extra": error.extra}
    elif isinstance(error, ValidationError):
        shown["errors"] = error.errors()
    return shown


class Wire:
    """The lines between host and simulator."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.asked = 0

    async def ask(self, what: str, arguments: dict[str, Any]) -> Any:
        self.asked += 1
        number = self.asked
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        write({"ask": number, "do": what, **arguments})
        try:
            return await answer
        finally:
            del self.waiting[number]

    def take(self, line: str) -> None:
        message = json.loads(line)
        if "answer" in message:
            future = self.waiting.get(message["answer"])
            if future is not None and not future.done():
                if "error" in message:
                    future.set_exception(RuntimeError(message["error"]))
                else:
                    future.set_result(message.get("value"))
            return
        task = asyncio.get_running_loop().create_task(self.work(message))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def work(self, message: dict[str, Any]) -> None:
        number, what = message.pop("id"), message.pop("do")
        try:
            value = await getattr(self.host, what)(**message)
            answer = json.dumps({"id": number, "value": value}, default=pydantic_encoder)
        except BaseException as error:
            answer = json.dumps({"id": number, "error": describe_error(error)}, default=str)
        write_line(answer)


def write(message: dict[str, Any]) -> None:
    write_line(json.dumps(message, default=pydantic_encoder))


def write_line(line: str) -> None:
    _out.write(line + "\n")
    _out.flush()


async def main() -> None:
    loop = asyncio.get_running_loop()
    wire = Wire(Host())
    bridge.connect(wire.ask)
    ended = asyncio.Event()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(wire.take, line)
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=read, daemon=True).start()
    write({"ready": True, "python": sys.version.split()[0]})
    await ended.wait()


asyncio.run(main())
