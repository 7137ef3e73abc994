"""Several processes on one port: gunicorn starts, watches and ends them, aiohttp runs in each.

Each has a model and sessions of its own. A process that takes a request to open a session passes it
on to whichever has the fewest (`siblings`).
"""

import asyncio
import logging
import os
import shutil
import ssl
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from aiohttp.worker import GunicornWebWorker
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config

from camveil.backgrounds.store import Backgrounds
from camveil.clock import Clock, SystemClock
from camveil.errors import CamveilError
from camveil.http.app import build_app
from camveil.http.in_force import InForce, Sources, following, latest
from camveil.http.server import (
    listen,
    make_metrics,
    make_runner,
    make_sessions,
    make_switch,
    warn_if_exposed,
)
from camveil.http.siblings import Siblings
from camveil.http.tls import tls_context
from camveil.http.told_providers import tell_providers
from camveil.log import Log
from camveil.segmenters import OwnedSegmenter, open_chosen, ready
from camveil.segmenters.providers import providers_words
from camveil.settings import Settings, TlsFiles

STOP_WITHIN_S: Final = 2
"A worker looks once a second whether it is to end, and then needs `SHUTDOWN_WITHIN_S`."


def serve(
    settings: Settings, on_ready: Callable[[str], None], sources: Sources | None = None
) -> None:
    """Serve with `settings.workers` processes until SIGINT or SIGTERM; ends by SystemExit.

    `on_ready` gets the demo page's address. Raises what `server.serve` raises.
    """
    parent = os.getpid()
    if settings.tls is not None:
        tls_context(settings.tls)  # unusable files are better told once than by every process
    folder = Path(tempfile.mkdtemp(prefix="camveil-"))
    forget = _count_together(folder / "counts")
    try:
        with listen(settings.host, settings.port) as listener:
            # Or each process would find out for itself, and be started again and again.
            with closing(open_chosen(settings, SystemClock())) as segmenter:
                segmenter.wait_ready()
                tell_providers(settings.provider, segmenter.choices, Log())
            port: int = listener.getsockname()[1]
            arbiter = Arbiter(
                _Application(
                    settings,
                    sources,
                    folder,
                    port,
                    bind=f"fd://{listener.detach()}",
                    workers=settings.workers,
                    child_exit=lambda _arbiter, worker: forget(worker.pid),
                    when_ready=lambda _arbiter: on_ready(settings.address(port)),
                )
            )
            logging.getLogger("gunicorn.error").propagate = True
            warn_if_exposed(settings, Log())
            arbiter.run()
    finally:
        if os.getpid() == parent:
            shutil.rmtree(folder)


def _count_together(folder: Path) -> Callable[[int], None]:
    """Let all processes count in this folder; returns what is to be called when one has ended.

    The package that counts looks for the folder when it is imported.
    """
    folder.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    try:
        from camveil.http.metrics import forget_process
    except ImportError:
        return lambda _process_id: None
    return forget_process


class _Worker(GunicornWebWorker):
    """Speaks TLS as a lone server does."""

    @staticmethod
    def _create_ssl_context(config: Config) -> ssl.SSLContext:
        return tls_context(TlsFiles(certificate=Path(config.certfile), key=Path(config.keyfile)))


class _Application(BaseApplication):  # type: ignore[misc]
    """What gunicorn asks us: its options, and in each process what to run."""

    def __init__(
        self,
        settings: Settings,
        sources: Sources | None,
        folder: Path,
        port: int,
        **options: Any,
    ) -> None:
        self._settings = settings
        self._sources = sources
        self._folder = folder
        self._port = port
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        options = {
            "worker_class": _Worker,
            "graceful_timeout": STOP_WITHIN_S,
            "control_socket_disable": True,
            "errorlog": None,
            "loglevel": "warning",
            **self._options,
        }
        if self._settings.tls is not None:
            options["certfile"] = str(self._settings.tls.certificate)
            options["keyfile"] = str(self._settings.tls.key)
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> "Callable[[], Any]":
        return self._runner

    def _opened(self, clock: Clock) -> tuple[Settings, OwnedSegmenter]:
        """What counts by now and its model; the one of the start, if that cannot be used."""
        settings = latest(self._settings, self._sources)
        try:
            return settings, ready(open_chosen(settings, clock))
        except CamveilError as error:
            if settings == self._settings:
                raise
            Log().warning("config-ignored", reason=error)
            # All else counts, above all the token: that of the start may have been taken back.
            settings = replace(
                settings, model=self._settings.model, provider=self._settings.provider
            )
            return settings, ready(open_chosen(settings, clock))

    async def _runner(self) -> web.AppRunner:
        """The application of this process, with all that it owns."""
        clock = SystemClock()
        settings, segmenter = await asyncio.to_thread(self._opened, clock)
        in_force = InForce(settings)
        own = self._folder / f"{os.getpid()}.sock"
        model, provider = segmenter.name, providers_words(segmenter.choices)
        metrics = make_metrics(model, provider)
        models = make_switch(in_force, segmenter, clock, metrics)
        backgrounds = Backgrounds()
        sessions = make_sessions(in_force, models.segmenter, clock, backgrounds, metrics)
        siblings = Siblings(self._folder, own)
        build = partial(
            build_app,
            in_force,
            self._port,
            sessions,
            backgrounds,
            models,
            sources=self._sources,
        )
        app = build(siblings=siblings, metrics=metrics)
        app.cleanup_ctx.append(following(in_force, self._sources))

        async def listen_to_siblings(_app: web.Application) -> AsyncIterator[None]:
            inner = make_runner(build())
            await inner.setup()
            await web.UnixSite(inner, own).start()
            Log().info("listening", port=self._port, model=model, process=os.getpid())
            yield
            await inner.cleanup()

        async def close_model(_app: web.Application) -> None:
            # First: a session waits for the picture in progress, and a model may never be done.
            models.segmenter.close()

        app.cleanup_ctx.append(listen_to_siblings)
        app.on_shutdown.append(close_model)
        return make_runner(app)
