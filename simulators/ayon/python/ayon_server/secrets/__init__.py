"""Secrets of the studio."""

from ayon_server import bridge
from ayon_server.exceptions import NotFoundException


class Secrets:
    """Read and written where the simulated server keeps them."""

    @classmethod
    async def all(cls) -> dict[str, str]:
        return {secret["name"]: secret["value"] for secret in await bridge.rest("GET", "/api/secrets")}

    @classmethod
    async def get(cls, name: str) -> str | None:
        try:
            return (await bridge.rest("GET", f"/api/secrets/{name}"))["value"]
        except NotFoundException:
            return None

    @classmethod
    async def set(cls, name: str, value: str) -> None:
        await bridge.rest("PUT", f"/api/secrets/{name}", {"value": value})

    @classmethod
    async def delete(cls, name: str) -> None:
        await bridge.rest("DELETE", f"/api/secrets/{name}")
