"""Where frames go their way: in a worker that nobody sees, or on the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import choose
from tests.browser.site import Site
from tests.browser.test_leaks import assert_metadata_agrees, assert_no_raw, frames

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
Policy = tuple[str, str]

BLUR: Final = """async () => {
  await lab.open('track', {width: 640, height: 480});
  lab.watch('frames', 'track');
  await lab.until('frames', ({verdict}) => verdict === 'raw');
  await lab.blur('track');
  globalThis.from = lab.frames('frames').length;
  await lab.until('frames', ({verdict}) => verdict === 'composed', from);
  await lab.more('frames', 10);
}"""
STOP: Final = "lab.track('track').stop()"
TRY: Final = """() => {
  try {
    new Worker('data:text/javascript,');
  } catch {}
}"""
WATCH_VIOLATIONS: Final = """
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation',
      ({violatedDirective}) => violations.push(violatedDirective));
"""
ALLOWING: Final[tuple[tuple[Policy, ...], ...]] = (
    (),
    (("csp", "default-src 'self'; worker-src 'self' data:"),),
    (("report", "script-src 'self' data:"), ("meta", "worker-src data:")),
    (("csp", "require-trusted-types-for 'script'; trusted-types 'none'"),),
)
FORBIDDING: Final[tuple[tuple[Policy, ...], ...]] = (
    (("csp", "worker-src 'self'"),),
    (("report", "worker-src 'self'"),),
    (("report", "default-src 'self'"), ("csp", "worker-src data:")),
    (("meta", "child-src 'self'"),),
)


def address_of(localhost: str, policies: tuple[Policy, ...]) -> str:
    return f"{localhost}/lab?{urlencode(policies)}"


def assert_blur_hides(page: Page) -> None:
    seen = frames(page, "frames")[page.evaluate("from") :]
    assert_no_raw(seen, "frames")
    assert_metadata_agrees(frames(page, "frames"))


@pytest.mark.parametrize("policies", ALLOWING)
def test_frames_go_through_a_worker_where_one_is_allowed(
    policies: tuple[Policy, ...], open_lab: OpenLab, localhost: str, server: Any
) -> None:
    page = open_lab(address_of(localhost, policies))
    with page.expect_worker() as started:
        page.evaluate(BLUR)
    assert started.value.url.startswith("data:")
    assert len(page.workers) == 1
    assert_blur_hides(page)
    with page.workers[0].expect_event("close"):
        page.evaluate(STOP)


@pytest.mark.parametrize("policies", FORBIDDING)
def test_where_a_worker_is_not_allowed_none_is_tried(
    policies: tuple[Policy, ...],
    open_lab: OpenLab,
    browser: BrowserContext,
    local_site: Site,
    localhost: str,
    server: Any,
) -> None:
    with browser.add_init_script(WATCH_VIOLATIONS):
        page = open_lab(address_of(localhost, policies))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    local_site.reports.clear()
    page.evaluate(BLUR)
    assert_blur_hides(page)
    assert (workers, said, page.evaluate("violations"), local_site.reports) == ([], [], [], [])
    # The detectors themselves: the page's own try is noticed.
    page.evaluate(TRY)
    page.wait_for_function("violations.length > 0")
    assert said != []


def test_a_policy_that_was_taken_back_still_counts(
    open_lab: OpenLab, localhost: str, server: Any
) -> None:
    page = open_lab(f"{localhost}/lab")
    page.evaluate(
        """() => {
          const meta = document.createElement('meta');
          meta.httpEquiv = 'Content-Security-Policy';
          meta.content = "worker-src 'none'";
          const form = document.createElement('form');
          const field = document.createElement('input');
          field.name = 'querySelectorAll';  // the form has it in the method's place
          form.append(field);
          document.head.append(form, meta);
          meta.remove();
        }"""
    )
    page.evaluate(BLUR)
    assert page.workers == []


@pytest.mark.own_browser
def test_the_page_finds_no_trace_of_the_worker(
    open_lab: OpenLab, browser: BrowserContext, localhost: str, server: Any
) -> None:
    browser.add_init_script(
        """
        globalThis.found = [];
        for (const name of ['Worker', 'SharedWorker', 'Blob', 'MessageChannel']) {
          globalThis[name] = new Proxy(globalThis[name], {construct(...args) {
            found.push(name);
            return Reflect.construct(...args);
          }});
        }
        for (const name of ['createObjectURL', 'revokeObjectURL']) {
          const native = URL[name];
          URL[name] = (...args) => (found.push(name), native.apply(URL, args));
        }
        new PerformanceObserver(list => {
          for (const {name} of list.getEntries()) if (!/^https?:/.test(name)) found.push(name);
        }).observe({entryTypes: ['resource', 'mark', 'measure']});
        """
    )
    page = open_lab(f"{localhost}/lab")
    with page.expect_worker():
        page.evaluate(BLUR)
    found = page.evaluate(
        """async () => {
          for (const {name} of performance.getEntriesByType('resource')) {
            if (!/^https?:/.test(name)) found.push(name);
          }
          // A worker of the page's origin would be told of.
          await navigator.serviceWorker.register('/clients.js');
          const {active} = await navigator.serviceWorker.ready;
          const told = new Promise(resolve => navigator.serviceWorker.onmessage = resolve);
          active.postMessage(null);
          const clients = (await told).data;
          const names = Object.keys(globalThis).filter(key => /camveil|engine/i.test(key));
          return [found, clients, names];
        }"""
    )
    assert found == [[], ["window"], []]


@pytest.mark.alone
def test_frames_flow_while_the_main_thread_stands_still(
    open_lab: OpenLab, localhost: str, server: Any
) -> None:
    page = open_lab(f"{localhost}/lab")
    page.evaluate(BLUR)
    counted = page.evaluate(
        """async () => {
          const {readable} = new MediaStreamTrackProcessor({track: lab.track('track').clone()});
          const source = `onmessage = async ({data}) => {
            const reader = data.getReader();
            (await reader.read()).value.close();
            const from_ms = performance.now();
            let frames = 0;
            while (performance.now() - from_ms < 2000) {
              (await reader.read()).value.close();
              frames += 1;
            }
            postMessage(frames);
          }`;
          const worker = new Worker(URL.createObjectURL(new Blob([source])));
          worker.postMessage(readable, [readable]);
          const counted = new Promise(resolve => worker.onmessage = ({data}) => resolve(data));
          await lab.more('frames', 5);
          const until_ms = performance.now() + 1500;
          while (performance.now() < until_ms);
          return counted;
        }"""
    )
    # Of sixty; on the main thread it would be fifteen.
    assert counted > 25


def test_the_persons_switch_reaches_the_worker(
    browser: BrowserContext, open_lab: OpenLab, localhost: str, server: Any
) -> None:
    page = open_lab(f"{localhost}/lab")
    page.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          await lab.until('frames', ({verdict}) => verdict === 'raw');
          globalThis.told = new Promise(resolve => lab.track('track').addEventListener(
              'configurationchange', () => resolve(lab.frames('frames').length)));
        }"""
    )
    assert len(page.workers) == 1
    choose(browser, page, "always")
    start = page.evaluate("told")
    page.evaluate("from => lab.until('frames', ({verdict}) => verdict === 'composed', from)", start)
    assert_metadata_agrees(frames(page, "frames"))


def test_a_worker_that_fails_ends_the_track(open_lab: OpenLab, localhost: str, server: Any) -> None:
    page = open_lab(f"{localhost}/lab")
    page.evaluate(BLUR)
    (worker,) = page.workers
    page.evaluate(
        """() => {
          globalThis.ended = new Promise(resolve =>
              lab.track('track').addEventListener('ended', () => resolve(true)));
          lab.forget();
        }"""
    )
    worker.evaluate("() => { setTimeout(() => { throw new Error('broken'); }, 100); }")
    assert page.evaluate("ended")
    assert {frame["verdict"] for frame in frames(page, "frames")} <= {"composed", "concealed"}
    server.wait_for_sessions(0)
