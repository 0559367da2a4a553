"""The projects of ftrack, for pages of the server that pair them with projects of AYON."""

import re
from typing import Any, NamedTuple, TypedDict
from urllib.parse import urlsplit

import httpx
from ayon_server.exceptions import AyonException, BadRequestException
from ayon_server.secrets import Secrets

_PAGE = 500
_TIMEOUT = 20.0


class FtrackProject(TypedDict):
    """A project as ftrack has it."""

    id: str
    #: Full name.
    name: str
    code: str
    #: False for an archived one.
    active: bool


class FtrackAccess(NamedTuple):
    """Where ftrack is, and as whom it is asked."""

    url: str
    user: str
    api_key: str


class FtrackUnavailableException(AyonException):
    """ftrack did not answer, or not as it should."""

    status = 502


async def read_access(settings: Any) -> FtrackAccess:
    """The access the settings name. Raises BadRequestException, which says what is missing."""
    url = complete_url(settings.ftrack_server)
    if url is None:
        raise BadRequestException("The ftrack server URL in the settings of the ftrack addon is empty or no web address.")
    service = settings.service_settings
    user = await _secret(service.username, "ftrack user name")
    return FtrackAccess(url, user, await _secret(service.api_key, "ftrack API key"))


async def _secret(name: str, title: str) -> str:
    value = await Secrets.get(name) if name else None
    if not value:
        raise BadRequestException(
            f"The secret for the {title} is missing. Choose one in the settings of the ftrack addon, under Service settings."
        )
    return value


def complete_url(text: str) -> str | None:
    """The address of a ftrack server as people write it, with scheme and without trailing slash; the bare name of a studio is
    that of one at ftrackapp.com. None for what is no address."""
    written = text.strip()
    if re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9-]*", written) and written.lower() != "localhost":
        return f"https://{written.lower()}.ftrackapp.com"
    try:
        url = urlsplit(written if "://" in written else f"https://{written}")
    except ValueError:
        return None
    if url.scheme not in ("http", "https") or not url.hostname or url.username or url.password:
        return None
    return f"{url.scheme}://{url.netloc}{url.path}".rstrip("/")


async def list_projects(access: FtrackAccess) -> list[FtrackProject]:
    """All projects the user may see, by name. Raises FtrackUnavailableException."""
    projects: list[FtrackProject] = []
    headers = {"ftrack-user": access.user, "ftrack-api-key": access.api_key}
    async with httpx.AsyncClient(headers=headers, timeout=_TIMEOUT) as client:
        while True:
            rows = await _query(client, access.url, len(projects))
            projects.extend(
                {
                    "id": row["id"],
                    "name": row["full_name"] or row["name"],
                    "code": row["name"],
                    "active": row["status"] == "active",
                }
                for row in rows
            )
            if len(rows) < _PAGE:
                return sorted(projects, key=lambda project: project["name"].lower())


async def _query(client: httpx.AsyncClient, url: str, offset: int) -> list[dict[str, Any]]:
    fields = "id, full_name, name, status"
    expression = f"select {fields} from Project order by id offset {offset} limit {_PAGE}"
    try:
        response = await client.post(f"{url}/api", json=[{"action": "query", "expression": expression}])
        answer = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise FtrackUnavailableException(f"The ftrack server at {url} did not answer a query: {error}") from error
    if isinstance(answer, dict) and "exception" in answer:
        raise FtrackUnavailableException(f"ftrack refused: {answer.get('content') or answer['exception']}")
    try:
        rows: list[dict[str, Any]] = answer[0]["data"]
    except (LookupError, TypeError) as error:
        raise FtrackUnavailableException(f"What answers at {url} is not a ftrack server.") from error
    return rows
