"""Dependencies of endpoints."""

from typing import Annotated

from fastapi import Depends, Header, Path, Request

from ayon_server.entities import UserEntity
from ayon_server.exceptions import ForbiddenException, UnauthorizedException
from ayon_server.types import NAME_REGEX, PROJECT_NAME_REGEX


async def dep_current_user(request: Request) -> UserEntity:
    """Who calls. 401 for nobody, 403 for guests."""
    caller = request.scope["ayon"]
    if caller["user"] is None:
        raise UnauthorizedException(caller["reason"])
    user = UserEntity(caller["user"])
    if user.is_guest:
        raise ForbiddenException("Guests are not allowed to access this endpoint")
    return user


async def dep_current_user_optional(request: Request) -> UserEntity | None:
    """Who calls, or None."""
    payload = request.scope["ayon"]["user"]
    return None if payload is None else UserEntity(payload)


async def dep_project_name(project_name: Annotated[str, Path(regex=PROJECT_NAME_REGEX)]) -> str:
    return project_name


async def dep_access_token(request: Request) -> str | None:
    return request.scope["ayon"]["token"]


async def dep_sender(x_sender: Annotated[str | None, Header(regex=NAME_REGEX)] = None) -> str | None:
    return x_sender


async def dep_sender_type(x_sender_type: Annotated[str | None, Header(regex=NAME_REGEX)] = None) -> str | None:
    return x_sender_type or "api"


async def dep_site_id(
    request: Request, x_ayon_site_id: Annotated[str | None, Header()] = None
) -> str | None:
    return x_ayon_site_id or request.query_params.get("site_id")


CurrentUser = Annotated[UserEntity, Depends(dep_current_user)]
CurrentUserOptional = Annotated[UserEntity | None, Depends(dep_current_user_optional)]
ProjectName = Annotated[str, Depends(dep_project_name)]
AccessToken = Annotated[str | None, Depends(dep_access_token)]
Sender = Annotated[str | None, Depends(dep_sender)]
SenderType = Annotated[str | None, Depends(dep_sender_type)]
SiteID = Annotated[str | None, Depends(dep_site_id)]
