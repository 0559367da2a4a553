"""Exceptions that become error answers of the server."""

from typing import Any


class AyonException(Exception):
    """An error with an HTTP status and a text for the client."""

    status: int = 500
    detail: str = "Internal server error"

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        if detail is not None:
            self.detail = detail
        self.extra = extra
        super().__init__(self.detail)


class BadRequestException(AyonException):
    status = 400
    detail = "Bad request"


class UnauthorizedException(AyonException):
    status = 401
    detail = "Unauthorized"


class ForbiddenException(AyonException):
    status = 403
    detail = "Forbidden"


class NotFoundException(AyonException):
    status = 404
    detail = "Not found"


class ConflictException(AyonException):
    status = 409
    detail = "Conflict"


class ConstraintViolationException(ConflictException):
    detail = "Constraint violation"


class UnsupportedMediaException(AyonException):
    status = 415
    detail = "Unsupported media type"


class NotImplementedException(AyonException):
    status = 501
    detail = "Not implemented"


class ServiceUnavailableException(AyonException):
    status = 503
    detail = "Service unavailable"


class InvalidSettingsException(BadRequestException):
    detail = "Invalid settings"


_BY_STATUS: dict[int, type[AyonException]] = {
    found.status: found
    for found in (
        BadRequestException,
        UnauthorizedException,
        ForbiddenException,
        NotFoundException,
        ConflictException,
        NotImplementedException,
        ServiceUnavailableException,
    )
}


def exception_for(status: int, detail: str) -> AyonException:
    """The exception for an HTTP status."""
    error = _BY_STATUS.get(status, AyonException)(detail)
    error.status = status
    return error
