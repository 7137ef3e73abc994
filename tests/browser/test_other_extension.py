"""Another extension, with every right that could help it, beside ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Worker

from camveil.protocol import PROTOCOL_VERSION
from tests.browser.chromium import EXTENSION_ID
from tests.browser.serving import PORT, Server
from tests.browser.test_strangers import request_of

pytestmark = [pytest.mark.browser, pytest.mark.own_browser]

SERVER: Final = f"http://127.0.0.1:{PORT}"
MANIFEST: Final = {
    "manifest_version": 3,
    "name": "Other",
    "version": "1",
    "permissions": [
        "declarativeNetRequestWithHostAccess",
        "scripting",
        "storage",
        "tabs",
        "webRequest",
    ],
    "host_permissions": [f"{SERVER}/*", "<all_urls>"],
    "background": {"service_worker": "worker.js"},
    "content_scripts": [{"matches": ["http://localhost/*"], "js": ["content.js"]}],
}
CONTENT: Final = """(async () => {
  const requests = [{type: 'probe'}, {type: 'openSession', sdp: 'v=0'}];
  const answers = [];
  for (const request of requests) {
    answers.push(await chrome.runtime.sendMessage(OURS, request).catch(({message}) => message));
  }
  const channel = new EventTarget();
  const told = [];
  for (const type of ['reply', 'settled', 'track', 'alone']) {
    channel.addEventListener(type, () => told.push(type));
  }
  const offer = new FocusEvent('camveil-channel', {relatedTarget: channel, cancelable: true});
  answers.push(window.dispatchEvent(offer), window.dispatchEvent(new Event('camveil-content')));
  const detail = {id: 1, name: 'open', args: [undefined, {native: true, effects: {}}]};
  const call = new CustomEvent('call', {detail, cancelable: true});
  answers.push(channel.dispatchEvent(call), told, await chrome.storage.local.get());
  document.documentElement.dataset.other = JSON.stringify(answers);
})();"""
POST: Final = """async ([server, body, added, path = 'sessions']) => {
  const headers = {'Content-Type': 'application/json', ...added};
  const response = await fetch(`${server}/${path}`, {method: 'POST', headers, body});
  return [response.status, (await response.json()).code];
}"""
CHANGE_REQUESTS: Final = """([server, actions]) => chrome.declarativeNetRequest.updateSessionRules({
  addRules: actions.map((action, index) => ({
    id: index + 1,
    action,
    condition: {
      urlFilter: `|${server}/`,
      resourceTypes: ['main_frame', 'sub_frame', 'script', 'xmlhttprequest', 'ping', 'other'],
    },
  })),
})"""
FAST: Final = json.dumps(
    {
        "type": "changeSettings",
        "protocol_version": PROTOCOL_VERSION,
        "model": "landscape",
        "provider": "",
    }
)
FORGE: Final = {
    "type": "modifyHeaders",
    "requestHeaders": [
        {"header": "origin", "operation": "set", "value": f"chrome-extension://{EXTENSION_ID}"}
    ],
}
FILES: Final = ("manifest.json", "popup/popup.html", "worker/main.js", "content.js", "page.js")


@pytest.fixture
def other_extensions(tmp_path: Path) -> tuple[Path, ...]:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), "utf-8")
    (folder / "worker.js").write_text("", "utf-8")
    content = f"const OURS = {json.dumps(EXTENSION_ID)};\n{CONTENT}"
    (folder / "content.js").write_text(content, "utf-8")
    return (folder,)


@pytest.fixture
def other(browser: BrowserContext) -> Worker:
    """The other extension's service worker."""
    while True:
        for worker in browser.service_workers:
            if EXTENSION_ID not in worker.url:
                return worker
        browser.wait_for_event("serviceworker")


def test_its_worker_reaches_neither_the_server_s_sessions_nor_our_extension(
    other: Worker, lab: Page, server: Server
) -> None:
    assert other.evaluate(POST, [SERVER, request_of(lab), {}]) == [403, "origin-refused"]
    assert other.evaluate(POST, [SERVER, FAST, {}, "settings"]) == [403, "origin-refused"]
    said: list[Any] = other.evaluate(
        """async ours => {
          const refusal = asking => asking.then(() => 'answered', ({message}) => message);
          const hangsUp = port => new Promise(resolve => {
            port.onMessage.addListener(() => resolve('answered'));
            port.onDisconnect.addListener(() => resolve(chrome.runtime.lastError.message));
          });
          const said = [];
          for (const request of [{type: 'probe'}, {type: 'openSession', sdp: 'v=0'}]) {
            said.push(await refusal(chrome.runtime.sendMessage(ours, request)));
          }
          said.push(await hangsUp(chrome.runtime.connect(ours, {name: 'status'})));
          const [tab] = await chrome.tabs.query({url: 'http://localhost/*'});
          said.push(await refusal(chrome.tabs.sendMessage(tab.id, {type: 'probe'})));
          said.push(await hangsUp(chrome.tabs.connect(tab.id, {name: 'status'})));
          return said;
        }""",
        EXTENSION_ID,
    )
    assert set(said) == {"Could not establish connection. Receiving end does not exist."}
    assert server.health()["sessions"] == 0


def test_its_script_in_the_page_comes_too_late_for_the_channel(lab: Page) -> None:
    lab.wait_for_selector("html[data-other]")
    answers = json.loads(lab.evaluate("document.documentElement.dataset.other"))
    refusal = "Could not establish connection. Receiving end does not exist."
    # What nobody listens to is not prevented.
    assert answers == [refusal, refusal, True, True, True, [], {}]
    assert lab.evaluate("lab.open('track', true)")["backgroundBlur"] is False


def test_nothing_of_ours_is_there_for_others(other: Worker, lab: Page) -> None:
    urls = [f"chrome-extension://{EXTENSION_ID}/{file}" for file in FILES]
    read = """urls => Promise.all(urls.map(url => fetch(url).then(
        response => response.text(), ({name}) => name)))"""
    assert set(other.evaluate(read, urls)) == {"TypeError"}
    assert set(lab.evaluate(read, urls)) == {"TypeError"}
    load = """urls => Promise.all(urls.flatMap(url => ['img', 'script'].map(name => {
        const element = Object.assign(document.createElement(name), {src: url});
        return new Promise(resolve => {
          element.onload = () => resolve('load');
          element.onerror = () => resolve('error');
          document.body.append(element);
        });
      })))"""
    assert set(lab.evaluate(load, urls)) == {"error"}


def test_it_does_not_see_what_our_worker_asks_the_server(
    other: Worker, lab: Page, server: Server
) -> None:
    other.evaluate(
        """url => {
          globalThis.requests = [];
          chrome.webRequest.onBeforeSendHeaders.addListener(
            ({url, initiator}) => requests.push(`${initiator} ${url}`),
            {urls: [`${url}/*`]},
            ['requestHeaders', 'extraHeaders'],
          );
        }""",
        SERVER,
    )
    # The page is not given the answer; whoever watches requests sees that it asked.
    lab.evaluate("fetch(`http://127.0.0.1:8793/healthz`, {mode: 'no-cors'}).catch(() => {})")
    lab.evaluate("lab.open('track', {width: 640, backgroundBlur: true})")
    lab.evaluate("lab.blur('track')")
    server.wait_for_sessions(1)
    origin = lab.evaluate("origin")
    assert other.evaluate("requests") == [f"{origin} {SERVER}/healthz"]


def test_a_forged_origin_gains_it_a_session_of_its_own_until_the_person_has_paired(
    other: Worker, lab: Page, server: Server, tmp_path: Path
) -> None:
    body = request_of(lab)
    by_hand = {"Origin": f"chrome-extension://{EXTENSION_ID}"}
    assert other.evaluate(POST, [SERVER, body, by_hand])[0] == 200
    server.stop()
    paired = Server(config=tmp_path)
    paired.pair()
    paired.start()
    assert other.evaluate(POST, [SERVER, body, by_hand]) == [401, "not-paired"]
    other.evaluate(CHANGE_REQUESTS, [SERVER, [FORGE]])
    assert other.evaluate(POST, [SERVER, body, {}]) == [401, "not-paired"]
    assert paired.health()["sessions"] == 0
    paired.stop()


def test_its_rules_do_not_touch_what_our_worker_asks_the_server(
    other: Worker, lab: Page, server: Server
) -> None:
    other.evaluate(CHANGE_REQUESTS, [SERVER, [{"type": "block"}]])
    asked = f"fetch('{SERVER}/healthz', {{mode: 'no-cors'}}).then(({{type}}) => type, () => null)"
    assert lab.evaluate(asked) is None
    lab.evaluate("lab.open('track', {width: 640, backgroundBlur: true})")
    lab.evaluate("lab.blur('track')")
    server.wait_for_sessions(1)
