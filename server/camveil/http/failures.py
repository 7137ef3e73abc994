"""Every failure of a request as JSON with a fitting status."""

import asyncio
from collections.abc import Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from camveil import wire
from camveil.errors import BadMessage, CamveilError
from camveil.http.settings_routes import PATH as SETTINGS_PATH
from camveil.log import Log
from camveil.protocol import ErrorCode, Failure

REQUEST_WITHIN_S: Final = 10.0
"For reading, doing and answering; opening a session has a shorter limit of its own."
MODEL_WITHIN_S: Final = 65.0
"The same where a model is to be loaded first: a little more than that may take."
FILE_WITHIN_S: Final = 120.0
"The same for a file, which may come from another machine and waits for those before it."
LOG: Final = Log()
STATUSES: Final = {
    "bad-message": 400,
    "bad-sdp": 400,
    "protocol-mismatch": 409,
    "origin-refused": 403,
    "host-refused": 421,
    "not-paired": 401,
    "background-refused": 422,
    "settings-refused": 422,
    "no-network-interface": 503,
    "model-unavailable": 503,
    "too-many-sessions": 503,
    "timeout": 504,
}
REASONS: Final[dict[int, tuple[ErrorCode, str]]] = {
    404: ("bad-message", "There is nothing at this address; the demo page is at /."),
    405: ("bad-message", "This address does not answer requests of this method."),
    413: ("bad-message", "The message is too long."),
    415: ("bad-message", "The message must be of type application/json."),
}


def answering_failures(told: Callable[[str], None] = lambda _code: None) -> Middleware:
    """The outermost layer: whatever goes wrong inside becomes a Failure; `told` hears its code."""

    @web.middleware
    async def answer_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(_within_s(request)):
                return await handler(request)
        except CamveilError as error:
            failure, status = wire.failure(error), STATUSES[error.code]
        except TimeoutError:
            sentence = "The server could not do this in time; try again."
            failure, status = wire.failure_of("timeout", sentence), STATUSES["timeout"]
        except web.HTTPException as exc:
            if exc.status not in REASONS:
                raise
            failure, status = wire.failure_of(*REASONS[exc.status]), exc.status
        except web.RequestPayloadError:
            failure, status = wire.failure(BadMessage("its body cannot be read")), 400
        except Exception as exc:  # a mistake of ours; aiohttp's log, which would have it, is off
            LOG.fault("request-failed", exc)
            raise web.HTTPInternalServerError from None
        told(failure.code)
        return _response(failure, status)

    return answer_failures


def _within_s(request: web.Request) -> float:
    if request.content_type.startswith(("image/", "video/")):
        return FILE_WITHIN_S
    return MODEL_WITHIN_S if request.path == SETTINGS_PATH else REQUEST_WITHIN_S


def _response(failure: Failure, status: int) -> web.Response:
    return web.Response(
        text=wire.encode(failure),
        status=status,
        headers={"WWW-Authenticate": "Bearer"} if status == 401 else None,
        content_type="application/json",
    )
