"""Web actions of addons."""

from typing import Any, Literal

from ayon_server import bridge
from ayon_server.types import Field, OPModel

__all__ = [
    "ActionContext", "ActionExecutor", "BaseActionManifest", "DynamicActionManifest", "ExecuteResponseModel",
    "SimpleActionManifest",
]


class ActionContext(OPModel):
    """What an action is called on."""

    project_name: str | None = None
    entity_type: str | None = None
    entity_subtypes: list[str] | None = None
    entity_ids: list[str] | None = None
    form_data: dict[str, Any] | None = None


class BaseActionManifest(OPModel):
    """What the web interface knows about an action."""

    identifier: str
    label: str
    description: str | None = None
    group_label: str | None = None
    category: str = "General"
    order: int = 100
    icon: dict[str, Any] | None = None
    admin_only: bool = False
    manager_only: bool = False
    config_fields: list[dict[str, Any]] | None = None
    featured: bool = False
    addon_name: str | None = None
    addon_version: str | None = None
    variant: str | None = None

    def __init__(self, identifier: str | None = None, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(identifier=identifier, label=label, **kwargs)


class SimpleActionManifest(BaseActionManifest):
    """An action that is offered by the type of entity alone."""

    entity_type: str | None = None
    entity_subtypes: list[str] | None = None
    allow_multiselection: bool = False


class DynamicActionManifest(BaseActionManifest):
    """An action made for one context."""


class ExecuteResponseModel(OPModel):
    """What an action answers."""

    type: Literal["simple", "form", "launcher", "navigate", "query", "redirect", "server"] = "simple"
    success: bool = True
    message: str | None = None
    payload: dict[str, Any] = Field(default_factory=dict)


class ActionExecutor:
    """What an addon gets to execute an action, with builders for its answer."""

    def __init__(
        self,
        *,
        identifier: str,
        context: ActionContext,
        user: Any,
        variant: str,
        server_url: str,
        access_token: str | None,
        addon: Any,
        sender: str | None = None,
        sender_type: str | None = None,
    ) -> None:
        self.identifier = identifier
        self.context = context
        self.user = user
        self.variant = variant
        self.server_url = server_url
        self.access_token = access_token
        self.addon = addon
        self.addon_name = addon.name
        self.addon_version = addon.version
        self.sender = sender
        self.sender_type = sender_type

    async def get_simple_response(
        self,
        message: str | None = None,
        success: bool = True,
        extra_clipboard: str | None = None,
        extra_download: str | None = None,
        extra_reload: list[str] | None = None,
        **kwargs: Any,
    ) -> ExecuteResponseModel:
        extras = {
            "extra_clipboard": extra_clipboard,
            "extra_download": extra_download,
            "extra_reload": extra_reload,
        }
        payload = {key: value for key, value in extras.items() if value is not None}
        return ExecuteResponseModel(type="simple", success=success, message=message, payload=payload)

    async def get_launcher_response(
        self, args: list[str], message: str | None = None, **kwargs: Any
    ) -> ExecuteResponseModel:
        uri = await bridge.ask(
            "launch",
            identifier=self.identifier,
            addon_name=self.addon_name,
            addon_version=self.addon_version,
            variant=self.variant,
            user=self.user.name,
            sender=self.sender,
            sender_type=self.sender_type,
            server_url=self.server_url,
            args=args,
            context=self.context.dict(),
        )
        return ExecuteResponseModel(type="launcher", message=message, payload={"uri": uri})

    async def get_form_response(
        self,
        title: str,
        fields: Any,
        *,
        submit_label: str | None = "Submit",
        submit_icon: str | None = "check",
        cancel_label: str | None = "Cancel",
        cancel_icon: str | None = "close",
        message: str | None = None,
        **kwargs: Any,
    ) -> ExecuteResponseModel:
        payload = {
            "title": title,
            "fields": list(fields),
            "submit_label": submit_label,
            "submit_icon": submit_icon,
            "cancel_label": cancel_label,
            "cancel_icon": cancel_icon,
        }
        return ExecuteResponseModel(type="form", message=message, payload=payload)

    async def get_navigate_response(self, uri: str, message: str | None = None, **kwargs: Any) -> ExecuteResponseModel:
        return ExecuteResponseModel(type="navigate", message=message, payload={"uri": uri})

    async def get_redirect_response(
        self, uri: str, new_tab: bool = False, message: str | None = None, **kwargs: Any
    ) -> ExecuteResponseModel:
        return ExecuteResponseModel(type="redirect", message=message, payload={"uri": uri, "new_tab": new_tab})

    async def get_query_response(
        self, query: dict[str, Any], message: str | None = None, **kwargs: Any
    ) -> ExecuteResponseModel:
        return ExecuteResponseModel(type="query", message=message, payload={"query": query})

    async def get_server_action_response(self, success: bool = True, message: str | None = None) -> ExecuteResponseModel:
        return await self.get_simple_response(message, success=success)

    get_launcher_action_response = get_launcher_response
