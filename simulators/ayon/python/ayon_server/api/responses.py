"""Answers of endpoints."""

from fastapi.responses import JSONResponse, Response

from ayon_server.types import OPModel


class EmptyResponse(Response):
    """204 without a body."""

    def __init__(self, status_code: int = 204, **kwargs: object) -> None:
        super().__init__(status_code=status_code)


class EntityIdResponse(OPModel):
    """The id of what was made."""

    id: str


__all__ = ["EmptyResponse", "EntityIdResponse", "JSONResponse"]
