"""The HTTP application: which routes there are, and what holds for all of them."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from aiohttp import web
from aiohttp.typedefs import Handler

from camveil.backgrounds.store import Backgrounds
from camveil.http.access import check_host, hosts_of
from camveil.http.background_routes import BackgroundRoutes
from camveil.http.demo_page import EXAMPLES, demo_page_routes
from camveil.http.failures import answering_failures
from camveil.http.in_force import InForce, Sources
from camveil.http.model_switch import ModelSwitch
from camveil.http.routes import MAX_BODY_BYTES, SessionRoutes
from camveil.http.settings_routes import SettingsRoutes
from camveil.http.siblings import Siblings
from camveil.installation import release
from camveil.rtc.sessions import Sessions

if TYPE_CHECKING:
    from camveil.http.metrics import Metrics

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob: mediastream:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
POLICY_OF_EXAMPLES: Final = (
    "img-src 'self'; style-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Without a word on scripts: a page with one has workers that know nothing of the effects. What the
page shows are files of ours, as text."""
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # No page of another origin shows, runs or keeps hold of anything of ours, or can tell by it who
    # listens here.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Server": "camveil",
}


def build_app(
    in_force: InForce,
    port: int,
    sessions: Sessions,
    backgrounds: Backgrounds,
    models: ModelSwitch,
    *,
    sources: Sources | None = None,
    siblings: Siblings | None = None,
    metrics: "Metrics | None" = None,
) -> web.Application:
    """The application that listens on this port; it closes all sessions when it ends.

    What the extension chooses is stored in `sources`; `siblings` are other processes that listen on
    the port. Without `metrics` there is no page of them.
    """

    @web.middleware
    async def refuse_other_hosts(request: web.Request, handler: Handler) -> web.StreamResponse:
        settings = in_force.settings
        allowed = hosts_of(settings.known_as, port, tls=settings.tls is not None)
        check_host(request.headers.get("Host"), allowed)
        return await handler(request)

    async def close_sessions(_app: web.Application) -> AsyncIterator[None]:
        yield
        await models.stop()
        await sessions.close_all()

    routes = SessionRoutes(
        sessions,
        in_force,
        release=release(),
        models=models,
        siblings=siblings,
    )
    failures = answering_failures(metrics.refused) if metrics else answering_failures()
    app = web.Application(
        middlewares=[failures, refuse_other_hosts], client_max_size=MAX_BODY_BYTES
    )
    uploads = BackgroundRoutes(backgrounds, in_force, siblings)
    choices = SettingsRoutes(models, in_force, sources)
    app.add_routes([*routes.table(), *uploads.table(), *choices.table(), *demo_page_routes()])
    if metrics is not None:
        app.router.add_get("/metrics", metrics.handle)
    app.on_response_prepare.append(_add_headers)
    app.cleanup_ctx.append(close_sessions)
    return app


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    if request.path == EXAMPLES:
        response.headers["Content-Security-Policy"] = POLICY_OF_EXAMPLES
