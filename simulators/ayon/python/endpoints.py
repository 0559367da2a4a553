"""The HTTP endpoints of one addon version: a FastAPI application that is called without a network."""

import traceback
from typing import Any

from ayon_server.addons import BaseServerAddon
from ayon_server.exceptions import AyonException
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


def make_application(addon: BaseServerAddon) -> FastAPI:
    """The application with the addon's endpoints and routers below `/api/addons/{name}/{version}`."""
    base = f"/api/addons/{addon.name}/{addon.version}"
    app = FastAPI(
        title=addon.friendly_name, openapi_url=f"{base}/openapi.json", docs_url=f"{base}/api-docs", redoc_url=None
    )
    for endpoint in addon.endpoints:
        app.add_api_route(
            f"{base}/{endpoint['path']}",
            endpoint["handler"],
            methods=[endpoint["method"]],
            name=endpoint["name"],
            description=endpoint["description"],
        )
    for router in addon.routers:
        app.include_router(router, prefix=base)
    app.add_exception_handler(AyonException, _ayon_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _crash)
    return app


async def run_request(app: FastAPI, request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Runs one request: `{method, path, query, headers: [[name, value]], caller}`. Returns `{status, headers}` and
    the body."""
    started: dict[str, Any] = {"status": 500, "headers": []}
    chunks: list[bytes] = []
    unread = [body]

    async def receive() -> dict[str, Any]:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started["status"] = message["status"]
            started["headers"] = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            chunks.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request["method"],
        "scheme": "http",
        "path": request["path"],
        "raw_path": request["path"].encode(),
        "query_string": request["query"].encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request["headers"]],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "ayon": request["caller"],
    }
    try:
        await app(scope, receive, send)
    except Exception:
        # Answered by _crash; Starlette raises it once more for the log.
        traceback.print_exc()
    return started, b"".join(chunks)


async def _ayon_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AyonException)
    content = {"code": error.status, "detail": error.detail, **error.extra}
    return JSONResponse(content, status_code=error.status)


async def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    path = request.url.path
    detail = f"Request validation error in [{request.method}] {path}"
    content = {"code": 400, "detail": detail, "path": path, "traceback": "", "errors": error.errors()}
    return JSONResponse(content, status_code=400)


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == 404 and error.detail == "Not Found":
        content: dict[str, Any] = {"code": 404, "detail": f"API endpoint {path} not found", "path": path}
    elif error.status_code == 405:
        content = {"detail": "Method Not Allowed"}
    else:
        content = {"code": error.status_code, "detail": error.detail}
    return JSONResponse(content, status_code=error.status_code)


async def _crash(request: Request, error: Exception) -> JSONResponse:
    text = "".join(traceback.format_exception(error))
    content = {"status": 500, "detail": f"{type(error).__name__}: {error}", "traceback": text}
    return JSONResponse(content, status_code=500)
