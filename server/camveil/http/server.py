"""The running server: from its port to its end."""

import asyncio
import errno
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Final

from aiohttp import web

from camveil.backgrounds.store import Backgrounds
from camveil.chosen_pipeline import chosen_pipeline
from camveil.clock import Clock, SystemClock
from camveil.errors import AddressUnavailable, PortInUse
from camveil.http.app import build_app
from camveil.http.in_force import InForce, Sources, following
from camveil.http.model_switch import ModelSwitch
from camveil.http.tls import tls_context
from camveil.http.told_providers import tell_providers
from camveil.log import Log, log_level
from camveil.rtc.filter_load import LoadThresholds
from camveil.rtc.limits import SessionLimits
from camveil.rtc.meter import Meter
from camveil.rtc.sessions import Sessions
from camveil.segmenters import OwnedSegmenter, Segmenter, open_chosen
from camveil.segmenters.providers import providers_words
from camveil.settings import Settings, is_loopback

if TYPE_CHECKING:
    from camveil.http.metrics import Metrics

SHUTDOWN_WITHIN_S: Final = 0.5
"For requests in progress, of the 2 s in which the whole server has promised to end."
KEEPALIVE_S: Final = 15.0


async def serve(
    settings: Settings, on_ready: Callable[[str], None], sources: Sources | None = None
) -> None:
    """Serve until SIGINT or SIGTERM; `on_ready` gets the demo page's address.

    If `sources` are named, a change of them is obeyed as far as it can be.

    Raises PortInUse, AddressUnavailable, another OSError, CertificateUnusable, ModelUnavailable or
    ModelRefused.
    """
    log = Log()
    stop = _stop_signal()
    context = tls_context(settings.tls) if settings.tls else None
    with listen(settings.host, settings.port) as listener:
        clock = SystemClock()
        # Loading a built-in model blocks the event loop, on which nothing runs yet.
        with closing(open_chosen(settings, clock)) as segmenter:
            if await _is_ready(segmenter, stop):
                in_force = InForce(settings)
                await _serve_until(
                    stop, listener, context, in_force, sources, segmenter, on_ready, log
                )
    log.info("stopped")


async def _is_ready(segmenter: OwnedSegmenter, stop: asyncio.Event) -> bool:
    """Wait for the model; False if the server is stopped before. Raises ModelRefused."""
    loading = asyncio.create_task(asyncio.to_thread(segmenter.wait_ready))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not loading.done():
        segmenter.close()  # ends the wait
        await asyncio.gather(loading, return_exceptions=True)
        return False
    loading.result()
    return True


async def _serve_until(
    stop: asyncio.Event,
    listener: socket.socket,
    context: ssl.SSLContext | None,
    in_force: InForce,
    sources: Sources | None,
    segmenter: OwnedSegmenter,
    on_ready: Callable[[str], None],
    log: Log,
) -> None:
    port: int = listener.getsockname()[1]
    settings = in_force.settings
    clock = SystemClock()
    model, provider = segmenter.name, providers_words(segmenter.choices)
    metrics = make_metrics(model, provider)
    models = make_switch(in_force, segmenter, clock, metrics)
    backgrounds = Backgrounds()
    sessions = make_sessions(in_force, models.segmenter, clock, backgrounds, metrics)
    app = build_app(in_force, port, sessions, backgrounds, models, sources=sources, metrics=metrics)
    app.cleanup_ctx.append(following(in_force, sources))
    runner = make_runner(app)
    await runner.setup()
    try:
        await web.SockSite(runner, listener, ssl_context=context).start()
        warn_if_exposed(settings, log)
        tell_providers(settings.provider, segmenter.choices, log)
        log.info("listening", host=settings.host, port=port, model=model, provider=provider)
        on_ready(settings.address(port))
        await stop.wait()
        log.info("stopping", sessions=len(sessions))
    finally:
        # First: a session waits for the picture in progress, and a model may never be done with it.
        models.segmenter.close()
        await runner.cleanup()


def warn_if_exposed(settings: Settings, log: Log) -> None:
    if not is_loopback(settings.host):
        log.warning("exposed", pictures="leave the machine that the browser runs on")


def make_metrics(model: str, provider: str) -> "Metrics | None":
    """None if the package that counts is not installed, as is usual."""
    try:
        from camveil.http.metrics import Metrics
    except ImportError:
        return None
    return Metrics(model, provider)


def make_switch(
    in_force: InForce, segmenter: OwnedSegmenter, clock: Clock, metrics: "Metrics | None"
) -> ModelSwitch:
    """From this segmenter, which is ready, to whichever is chosen later."""
    told = () if metrics is None else (metrics.changed,)
    return ModelSwitch(in_force, segmenter, lambda chosen: open_chosen(chosen, clock), *told)


def make_sessions(
    in_force: InForce,
    segmenter: Segmenter,
    clock: Clock,
    backgrounds: Backgrounds,
    meter: Meter | None = None,
) -> Sessions:
    """As the settings want them, now and after each change."""
    sessions = Sessions(
        make_pipeline=lambda: chosen_pipeline(in_force.settings, segmenter, clock, backgrounds),
        clock=clock,
        limits=limits_of(in_force.settings),
        local=is_loopback(in_force.settings.host),
        meter=meter,
        backgrounds=backgrounds,
    )

    def obey(settings: Settings) -> None:
        sessions.limits = limits_of(settings)
        sessions.events.thresholds = thresholds_of(settings)
        log_level(settings.log_level)

    sessions.events.thresholds = thresholds_of(in_force.settings)
    in_force.follow(obey)
    return sessions


def limits_of(settings: Settings) -> SessionLimits:
    return SessionLimits(count=settings.max_sessions, count_per_tab=settings.max_sessions_per_tab)


def thresholds_of(settings: Settings) -> LoadThresholds:
    return LoadThresholds(
        period_s=settings.event_period_ms / 1000,
        frame_share=settings.event_frame_share / 100,
        cpu_utilization=settings.event_cpu_utilization,
    )


def make_runner(app: web.Application) -> web.AppRunner:
    """What runs the application; a client that hangs up ends its own request."""
    return web.AppRunner(
        app,
        access_log=None,
        handler_cancellation=True,
        keepalive_timeout=KEEPALIVE_S,
        shutdown_timeout=SHUTDOWN_WITHIN_S,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises PortInUse, AddressUnavailable or another OSError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There the other option lets anybody share the port with us.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
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

    def on_signal(*_: object) -> None:
        # Not `loop.add_signal_handler`, which Windows lacks: this wakes the loop there, too.
        loop.call_soon_threadsafe(stop.set)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return stop
