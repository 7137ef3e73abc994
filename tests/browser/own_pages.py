"""The extension's own pages in each of their states: scripted, so that neither camera nor server is
needed, and every state can be had at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page

from camveil import wire
from camveil.errors import (
    BackgroundRefused,
    BadMessage,
    CamveilError,
    HostRefused,
    OriginRefused,
)
from tests.browser.chromium import EXTENSION_ID

Script = dict[str, Any]
HEALTH: Final = {
    "type": "health",
    "protocol_version": 1,
    "version": "0.1.0",
    "model": "landscape",
    "provider": "cpu",
    "paired": True,
    "sessions": 1,
    "decode_wait_ms": 1.2,
    "segment_ms": 4.6,
    "composite_ms": 3.1,
    "encode_ms": 5.4,
    "frame_rate": 30.0,
    "avg_filter_duration_ms": 0.0,
    "frames_dropped": 0,
    "camera_frame_rate": 0.0,
    "duration_period_ms": 0.0,
    "cpu_utilization": 0.0,
    "filter_ms": 0.0,
    "cpu_period_ms": 0.0,
}
"What a server that is well says."
SITE: Final = "https://meet.example"
SLOW: Final = {
    "type": "filterFrameDurationHigh",
    "framesDropped": 8,
    "avgFilterDurationMillis": 31.5,
    "framerate": 30,
    "periodMillis": 1000,
}
BUSY: Final = {
    "type": "filterCPUUtilizationHigh",
    "cpuUtilization": 96.4,
    "filterMillis": 964,
    "periodMillis": 1000,
}
SETTINGS: Final = {
    "type": "settingsInForce",
    "model": "landscape",
    "models": ["pair", "landscape", "general", "my-model"],
    "model_set_by": "",
    "provider": "auto",
    "providers": ["auto", "cpu", "cuda"],
    "provider_set_by": "",
    "fallback": False,
}
"What its answer is to who asks what can be chosen."
TOKEN: Final = "t" * 43
ELSEWHERE: Final = "https://camveil.example:8793"
ASKING: Final = "asking"
"In the place of an answer: there is none yet."
SILENT: Final = "silent"
"In the place of a server's answer: it is given up."
LOST: Final = "lost"
"In the place of a camera's error: it is there, and goes."
SCRIPTED: Final = """({tab, health, settings, notTaken, camera, incognito}) => {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  if (camera) devices.getUserMedia = async constraints => {
    if (camera !== 'lost') throw new DOMException('', camera);
    const stream = await open(constraints);
    const [track] = stream.getTracks();
    setTimeout(() => { track.stop(); track.dispatchEvent(new Event('ended')); }, 100);
    return stream;
  };
  const answers = {'/healthz': health, '/settings': settings};
  if (notTaken) answers['/backgrounds'] = notTaken;
  const real = fetch;
  window.fetch = async (url, init) => {
    const [path] = /[/][a-z]+$/.exec(String(url)) ?? [];
    if (!(path in answers)) return real(url, init);
    if (health === 'asking') await new Promise(() => {});
    if (health === 'silent') throw new DOMException('', 'TimeoutError');
    if (health === null) throw new TypeError('Failed to fetch');
    const answer = answers[path];
    return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  const listeners = () => {
    const heard = [];
    return {addListener: one => heard.push(one), tell: said => heard.forEach(one => one(said))};
  };
  chrome.tabs.get = async id => ({id, incognito});
  chrome.tabs.connect = () => {
    const port = {onMessage: listeners(), onDisconnect: listeners(), disconnect() {}};
    queueMicrotask(() => {
      if (tab === null) port.onDisconnect.tell(port);
      else if (tab !== 'asking') port.onMessage.tell(tab);
    });
    return port;
  };
  globalThis.shifts = [];
  new PerformanceObserver(list => shifts.push(...list.getEntries().map(({value}) => value)))
      .observe({type: 'layout-shift', buffered: true});
}"""
"Answers for the tab and the server; counts what jumps."


def camera(effect: str, **some: object) -> Script:
    """One camera as the popup hears of it."""
    latency_ms = 41.0 if effect == "composed" else 0.0
    usual = {"mask": False, "paused": False, "frame_rate": 30.0, "load": []}
    return {
        "effect": effect,
        "latency_ms": latency_ms,
        "blurred_natively": False,
        **usual,
        **some,
    }


def tab(
    *cameras: Script,
    refusal: Script | None = None,
    workers_alone: bool = False,
    own_blur: str = "",
    left_alone: bool = False,
) -> Script:
    """One document of a tab as the popup hears of it."""
    return {
        "type": "frameStatus",
        "document_id": "1",
        "origin": SITE,
        "cameras": list(cameras),
        "refusal": refusal,
        "workers_alone": workers_alone,
        "own_blur": own_blur,
        "left_alone": left_alone,
    }


def failure(error: CamveilError) -> Script:
    """What a server answers that refuses."""
    answer: Script = json.loads(wire.encode(wire.failure(error)))
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a page finds when it opens."""

    page: str = "popup"
    tab: Script | str | None = field(default_factory=tab)
    "None for a tab without Camveil."
    health: Script | str | None = field(default_factory=lambda: HEALTH)
    "None without a server; a text is another program's."
    settings: Script = field(default_factory=lambda: SETTINGS)
    stored: Mapping[str, object] = field(default_factory=dict)
    server: Script | None = None
    "Address and token, if not the default."
    incognito: bool = False
    camera: str = ""
    "Name of the error that the camera answers with; empty for none."
    not_taken: Script | None = None
    "The reason for which the server refuses a background; None where it is not asked."
    chooses: str = ""
    "What the person chooses then, by its name; empty for nothing."
    shows: str
    "What the page says then; part of its text."


WIDTHS: Final = {"popup": 348, "preview": 560}
"Of pages that have a window of their own; in CSS pixels."
ALWAYS: Final = {"policies": {SITE: "always"}}
ALONE: Final = {"policies": {SITE: "alone"}}
HERE: Final = "http://127.0.0.1:8793"
SHORE: Final = "309c5c69c123212c5f5446f2a8171deb297fb7f7c574fcc1db85055133708082"
"The id of a background that comes with the extension."
STATES: Final[Mapping[str, State]] = {
    "popup-asking": State(tab=ASKING, health=ASKING, shows="One moment"),
    "popup-ready": State(shows="The camera is not in use."),
    "popup-open": State(tab=tab(camera("raw")), shows="the site has not asked for blur"),
    "popup-arming": State(tab=tab(camera("arming")), stored=ALWAYS, shows="blur is starting"),
    "popup-blurred": State(tab=tab(camera("composed")), stored=ALWAYS, shows="Protected · 30 fps"),
    "popup-hidden": State(
        tab=tab(camera("concealed")), stored=ALWAYS, shows="nobody sees you or your room"
    ),
    "popup-paused": State(tab=tab(camera("composed", paused=True)), shows="Camera paused"),
    "popup-alone": State(stored=ALONE, shows="Site left alone"),
    "popup-alone-open": State(tab=tab(camera("raw")), stored=ALONE, shows="Camveil is off here"),
    "popup-reload": State(
        tab=tab(camera("raw")), chooses="Leave this site alone", shows="Reload the tab"
    ),
    "popup-alone-yet": State(
        tab=tab(left_alone=True), stored=ALWAYS, shows="until the page is loaded again"
    ),
    "popup-unreached": State(tab=None, shows="Not in this tab"),
    "popup-no-server": State(health=None, stored=ALWAYS, shows="camveil doctor"),
    "popup-open-no-server": State(
        tab=tab(camera("raw")), health=None, shows="Not protected: no server"
    ),
    "popup-hidden-no-server": State(
        tab=tab(camera("concealed")), health=None, stored=ALWAYS, shows="camveil doctor"
    ),
    "popup-silent": State(health=SILENT, shows="does not answer in time"),
    "popup-not-ours": State(health="<!doctype html>", shows="Another program answers"),
    "popup-other-extension": State(
        health=failure(OriginRefused(f"chrome-extension://{'b' * 32}")),
        shows="obeys other extensions",
    ),
    "popup-other-name": State(
        health=failure(HostRefused("camveil.example:8793")),
        server={"address": ELSEWHERE, "token": TOKEN},
        shows="does not go by the name camveil.example:8793",
    ),
    "popup-refused": State(
        health=failure(BadMessage("no")), shows="does not do what this extension asks"
    ),
    "popup-nobody-there": State(
        health=None, server={"address": ELSEWHERE, "token": TOKEN}, shows="No Camveil server"
    ),
    "popup-unpaired": State(health={**HEALTH, "paired": False}, shows="Open the options"),
    "popup-wrong-token": State(
        health={**HEALTH, "paired": False},
        server={"address": HERE, "token": TOKEN},
        shows="does not accept the pairing token",
    ),
    "popup-paired": State(server={"address": HERE, "token": TOKEN}, shows="Server ready, paired"),
    "popup-old-server": State(
        health={**HEALTH, "protocol_version": 0}, shows="pipx upgrade camveil"
    ),
    "popup-old-extension": State(
        health={**HEALTH, "protocol_version": 999}, shows="chrome://extensions"
    ),
    "popup-busy": State(tab=tab(camera("composed", load=[SLOW])), shows="8 frames were lost"),
    "popup-busy-processor": State(
        tab=tab(camera("composed", load=[{**SLOW, "framesDropped": 1}, BUSY])),
        shows="of a processor core",
    ),
    "popup-workers": State(
        tab=tab(camera("composed"), workers_alone=True), shows="workers that Camveil cannot enter"
    ),
    "popup-twice": State(
        tab=tab(camera("composed"), own_blur="MediaPipe"), shows="a blur of its own, with MediaPipe"
    ),
    "popup-background-refused": State(
        tab=tab(
            camera("composed"),
            refusal={
                "reason": {"code": "damaged-or-too-many-pixels", "parts": ["50"]},
                "instead": "blur",
            },
        ),
        shows="The chosen background is not shown",
    ),
    "popup-background-not-taken": State(
        stored=ALWAYS,
        not_taken={"code": "damaged", "parts": []},
        chooses="Shore",
        shows="What was chosen before stays.",
    ),
    "popup-twice-system": State(
        tab=tab(camera("composed", blurred_natively=True)), shows="The system blurs this camera"
    ),
    "popup-portrait": State(
        tab=tab(camera("composed")),
        stored={**ALWAYS, "choices": {"sites": {SITE: {"effect": "portrait", "strength": 30}}}},
        shows="Protected · 30 fps",
    ),
    "popup-color": State(
        tab=tab(camera("composed")),
        stored={**ALWAYS, "choices": {"sites": {SITE: {"effect": "color", "color": "#7a3b69"}}}},
        shows="Background replaced",
    ),
    "popup-image": State(
        tab=tab(camera("composed")),
        stored={**ALWAYS, "choices": {"sites": {SITE: {"effect": "background", "id": SHORE}}}},
        shows="Background replaced",
    ),
    "popup-private": State(incognito=True, shows="forgotten when the last one closes"),
    "popup-elsewhere": State(
        tab=tab(camera("composed", mask=True)),
        server={"address": ELSEWHERE, "token": TOKEN},
        shows="Pictures leave this machine: they go to camveil.example:8793.",
    ),
    "popup-german": State(
        tab=tab(camera("raw")), stored={"language": "de"}, shows="hat nicht darum gebeten"
    ),
    "options": State(page="options", shows="Server ready"),
    "options-sites": State(
        page="options",
        stored={
            "defaultPolicy": "always",
            "policies": {
                SITE: "site",
                "https://calls.example:8443": "always",
                "https://a-site-with-quite-a-long-name.and-many-parts.example": "alone",
            },
        },
        shows="calls.example:8443",
    ),
    "options-no-server": State(page="options", health=None, shows="Server not reachable"),
    "options-decided": State(
        page="options",
        server={"address": HERE, "token": TOKEN},
        settings={
            **SETTINGS,
            "model_set_by": "--model",
            "provider": "cuda",
            "fallback": True,
        },
        shows="Quality: --model decides where the server is started.",
    ),
    "welcome": State(page="welcome", shows="Server ready"),
    "welcome-no-server": State(page="welcome", health=None, shows="camveil doctor"),
    "welcome-unpaired": State(
        page="welcome", health={**HEALTH, "paired": False}, shows="Open the options"
    ),
    "preview-denied": State(page="preview", camera="NotAllowedError", shows="does not let Camveil"),
    "preview-none": State(page="preview", camera="NotFoundError", shows="There is no camera."),
    "preview-busy": State(page="preview", camera="NotReadableError", shows="Another program uses"),
    "preview-failed": State(page="preview", camera="AbortError", shows="(AbortError)"),
    "preview-lost": State(page="preview", camera=LOST, shows="The camera has stopped."),
}


def open_state(browser: BrowserContext, state: State, measure: str = "") -> Page:
    """Open a page in this state, in a window of its usual size; returns when it shows it.

    What the function `measure` resolves with is `measured` then.
    """
    worker = browser.service_workers[0]
    worker.evaluate(
        """async stored => {
          await chrome.storage.local.clear();
          await chrome.storage.local.set(stored);
        }""",
        state.stored,
    )
    page = browser.new_page()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS.get(state.page, 760), "height": 600})
    refused = state.not_taken and BackgroundRefused(
        state.not_taken["code"], *state.not_taken["parts"]
    )
    answers = {
        "tab": state.tab,
        "health": state.health,
        "settings": state.settings,
        "notTaken": refused and failure(refused),
        "camera": state.camera,
        "incognito": state.incognito,
    }
    page.add_init_script(f"({SCRIPTED})({json.dumps(answers)})")
    if measure:
        page.add_init_script(f"({measure})().then(value => {{ globalThis.measured = value; }})")
    address = f"chrome-extension://{EXTENSION_ID}/{state.page}/{state.page}.html"
    if state.server is not None:
        page.goto(f"chrome-extension://{EXTENSION_ID}/manifest.json")
        page.evaluate(
            """async ([module, server]) => {
              const {storeServer} = await import(module);
              await storeServer(server);
            }""",
            [f"chrome-extension://{EXTENSION_ID}/shared/server-store.js", state.server],
        )
    page.goto(f"{address}?tab=1" if state.page == "popup" else address)
    if state.chooses:
        page.locator("label", has_text=state.chooses).click()
    page.get_by_text(state.shows).first.wait_for()
    return page


def open_page(browser: BrowserContext, name: str) -> Page:
    """Open a page as it is, in a window of its usual size."""
    page = browser.new_page()
    page.set_viewport_size({"width": WIDTHS.get(name, 760), "height": 600})
    page.goto(f"chrome-extension://{EXTENSION_ID}/{name}/{name}.html")
    return page
