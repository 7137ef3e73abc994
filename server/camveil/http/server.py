"""The running server: from its port to its end."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable
from typing import Final

from aiohttp import web

from camveil.clock import SystemClock
from camveil.errors import AddressUnavailable, PortInUse
from camveil.http.app import build_app
from camveil.http.tls import tls_context
from camveil.log import Log
from camveil.pipeline.pipeline import Pipeline
from camveil.rtc.limits import SessionLimits
from camveil.rtc.sessions import Sessions
from camveil.segmenters import load_segmenter, models_dir
from camveil.settings import Settings, is_loopback

SHUTDOWN_WITHIN_S: Final = 0.5
"For requests in progress, of the 2 s in which the whole server has promised to end."
KEEPALIVE_S: Final = 15.0


async def serve(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `on_ready` gets the demo page's address.

    Raises PortInUse, AddressUnavailable, another OSError, CertificateUnusable or ModelUnavailable.
    """
    log = Log()
    stop = _stop_signal()
    context = tls_context(settings.tls) if settings.tls else None
    with _listen(settings.host, settings.port) as listener:
        port: int = listener.getsockname()[1]
        clock = SystemClock()
        # Blocks the event loop, on which nothing runs yet.
        segmenter = load_segmenter(settings.model, models_dir())
        sessions = Sessions(
            make_pipeline=lambda: Pipeline(segmenter, clock),
            clock=clock,
            limits=SessionLimits(),
        )
        runner = make_runner(build_app(settings, port, sessions))
        await runner.setup()
        try:
            await web.SockSite(runner, listener, ssl_context=context).start()
            if not is_loopback(settings.host):
                log.warning("exposed", pictures="leave the machine that the browser runs on")
            log.info("listening", host=settings.host, port=port, model=settings.model)
            on_ready(settings.address(port))
            await stop.wait()
            log.info("stopping", sessions=len(sessions))
        finally:
            await runner.cleanup()
    log.info("stopped")


def make_runner(app: web.Application) -> web.AppRunner:
    """What runs the application; a client that hangs up ends its own request."""
    return web.AppRunner(
        app,
        access_log=None,
        handler_cancellation=True,
        keepalive_timeout=KEEPALIVE_S,
        shutdown_timeout=SHUTDOWN_WITHIN_S,
    )


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Else a server could not come back while connections of the last one linger.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Bound but silent, two servers could share the port until the first listens.
        listener.listen()
    except OSError as exc:
        listener.close()
        if exc.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from None
        if exc.errno == errno.EADDRNOTAVAIL:
            raise AddressUnavailable(host) from None
        raise
    return listener


def _stop_signal() -> asyncio.Event:
    """Set by the first signal. A second one kills, as if nobody had listened."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal)
    return stop
