"""Pages and extensions that have no business with the server, and try everything that they have."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from camveil.protocol import PROTOCOL_VERSION
from tests.browser.chromium import EXTENSION_ID
from tests.browser.serving import PORT, Server
from tests.browser.site import Site

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
SERVERS: Final = (
    f"http://127.0.0.1:{PORT}",
    f"http://localhost:{PORT}",
    f"http://[::1]:{PORT}",
    # A name of the stranger's own that leads to this machine.
    f"http://app.example:{PORT}",
)
UNREADABLE: Final = {"TypeError"}
"What a page gets where nobody listens, too."
OFFER: Final = """async () => {
  const peer = new RTCPeerConnection();
  const stream = await navigator.mediaDevices.getUserMedia({video: true});
  peer.addTransceiver(stream.getVideoTracks()[0], {direction: 'sendrecv'});
  peer.createDataChannel('control', {protocol: 'camveil.1'});
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== 'complete') {
    await new Promise(resolve => peer.addEventListener('icegatheringstatechange', resolve));
  }
  for (const track of stream.getTracks()) track.stop();
  return peer.localDescription.sdp;
}"""
"An offer that the server would answer."

FETCHES: Final = """async ([servers, body]) => {
  const attempts = [];
  const ask = (url, init) => attempts.push(
    fetch(url, init).then(
      async response => `${response.type} ${response.status} ${await response.text()}`,
      error => error.name,
    ),
  );
  for (const server of servers) {
    for (const mode of ['cors', 'no-cors', 'same-origin']) {
      for (const credentials of ['omit', 'include']) {
        for (const path of ['/healthz', '/sessions', '/']) {
          for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']) {
            ask(server + path, {method, mode, credentials});
          }
          for (const type of ['text/plain', 'application/json', 'multipart/form-data']) {
            const headers = {'Content-Type': type};
            ask(server + path, {method: 'POST', mode, credentials, headers, body});
          }
          const headers = {'Authorization': 'Bearer x', 'Content-Type': 'application/json'};
          ask(server + path, {method: 'POST', mode, credentials, headers, body});
        }
      }
    }
  }
  return [attempts.length, [...new Set(await Promise.all(attempts))].sort()];
}"""

ELEMENTS: Final = """async ([servers, body]) => {
  const found = {};
  const ended = (element, events) => new Promise(resolve => {
    for (const event of events) element.addEventListener(event, () => resolve(event));
  });
  const load = (name, fields) => {
    const element = Object.assign(document.createElement(name), fields);
    const end = ended(element, ['load', 'error']);
    document.body.append(element);
    return end.then(event => [element, event]);
  };
  const seen = globalThis.seenByWindow = [];
  addEventListener('message', ({data}) => seen.push(data));
  for (const server of servers) {
    const note = (what, value) => (found[what] ??= []).push(value);
    for (const type of ['text/plain', 'application/json']) {
      try {
        navigator.sendBeacon(`${server}/sessions`, new Blob([body], {type}));
      } catch {}
    }
    const url = `${server}/healthz`;
    note('img', (await load('img', {src: url}))[1]);
    note('module', (await load('script', {src: url, type: 'module'}))[1]);
    note('stylesheet', (await load('link', {href: url, rel: 'stylesheet'}))[1]);
    const events = new EventSource(url);
    note('events', await ended(events, ['open', 'message', 'error']));
    events.close();
    try {
      const socket = new WebSocket(url.replace('http', 'ws'));
      note('socket', await ended(socket, ['open', 'message', 'error']));
    } catch {
      note('socket', 'error'); // not even tried from an https page
    }
    for (const src of [url, `${server}/`]) {
      const [frame] = await load('iframe', {src});
      note('frame', frame.contentDocument);
    }
    const [target] = await load('iframe', {name: 'target', src: 'about:blank'});
    const cut = body.indexOf('"sdp":"') + 7;
    const form = document.createElement('form');
    Object.assign(form, {action: `${server}/sessions`, method: 'post', enctype: 'text/plain',
        target: 'target'});
    const field = document.createElement('textarea');
    Object.assign(field, {name: body.slice(0, cut), value: body.slice(cut)});
    form.append(field);
    document.body.append(form);
    const answered = ended(target, ['load']);
    form.submit();
    await answered;
    note('form', target.contentDocument);
    target.remove();
    form.remove();
  }
  return [found, seen];
}"""


@pytest.fixture(params=["localhost", "public"])
def page(
    request: pytest.FixtureRequest,
    open_lab: OpenLab,
    localhost: str,
    public_site: Site,
    server: Server,
) -> Page:
    """A page of a site on this machine, or on the Web."""
    public = request.param == "public"
    return open_lab(f"https://app.example:{public_site.port}/lab" if public else f"{localhost}/lab")


def request_of(page: Page) -> str:
    """What the extension would send, with an offer of the page's own."""
    message = {"type": "openSession", "protocol_version": PROTOCOL_VERSION, "tab": 1}
    return json.dumps({**message, "sdp": page.evaluate(OFFER)}, separators=(",", ":"))


def post(body: str, origin: str) -> int:
    """The server's answer to a program that says to be of this origin."""
    headers = {"Content-Type": "application/json", "Origin": origin}
    request = Request(f"{SERVERS[0]}/sessions", body.encode(), headers)
    try:
        with urlopen(request) as response:
            return int(response.status)
    except HTTPError as error:
        error.close()
        return error.code


def test_no_request_of_a_page_opens_a_session_or_can_be_read(page: Page, server: Server) -> None:
    body = request_of(page)
    count, answers = page.evaluate(FETCHES, [SERVERS, body])
    assert count == len(SERVERS) * 3 * 2 * 3 * 10
    assert set(answers) <= UNREADABLE
    assert server.health()["sessions"] == 0
    # It was not for the body that none was opened.
    assert [post(body, origin) for origin in (page.evaluate("origin"), "null")] == [403, 403]
    assert post(body, f"chrome-extension://{EXTENSION_ID}") == 200
    assert server.health()["sessions"] == 1
    server.stop()  # at once, for nobody connects to this session


# Of a page on the Web Chromium blocks most of these, and some then end without an event.
@pytest.mark.parametrize("page", ["localhost"], indirect=True)
def test_no_element_of_a_page_opens_a_session_or_shows_an_answer(
    page: Page, server: Server
) -> None:
    body = request_of(page)
    found, messages = page.evaluate(ELEMENTS, [SERVERS, body])
    for name in ("img", "module", "stylesheet", "events", "socket"):
        assert found.pop(name) == ["error"] * len(SERVERS), name
    assert found == {"form": [None] * len(SERVERS), "frame": [None] * 2 * len(SERVERS)}
    assert messages == []
    assert server.health()["sessions"] == 0


@pytest.mark.parametrize(
    "attributes",
    [
        {"sandbox": "allow-scripts", "srcdoc": "<p>opaque</p>"},
        {"src": "data:text/html,<p>opaque</p>"},
        {"srcdoc": "<p>the page's own</p>"},
    ],
)
def test_no_frame_of_a_page_opens_a_session_or_can_read(
    page: Page, server: Server, attributes: dict[str, str]
) -> None:
    body = request_of(page)
    before = set(page.frames)
    page.evaluate(
        """attributes => new Promise(resolve => {
          const frame = document.createElement('iframe');
          frame.onload = resolve;
          for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
          document.body.append(frame);
        })""",
        attributes,
    )
    (frame,) = set(page.frames) - before
    _, answers = frame.evaluate(FETCHES, [SERVERS, body])
    assert set(answers) <= UNREADABLE
    assert server.health()["sessions"] == 0


def test_a_window_of_the_server_s_is_out_of_a_page_s_reach(page: Page, server: Server) -> None:
    with page.context.expect_page() as opened:
        page.evaluate("address => { globalThis.opened = open(address); }", f"{SERVERS[0]}/")
    opened.value.wait_for_load_state()
    reached = page.evaluate(
        """() => {
          try {
            return [opened.closed, opened.document.title];
          } catch ({name}) {
            return [opened.closed, name];
          }
        }"""
    )
    assert reached == [True, "SecurityError"]
    opened.value.close()
    assert server.health()["sessions"] == 0
