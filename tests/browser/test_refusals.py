"""What the browser refuses, a page hears of as it would without the extension."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

AT_ONCE = """async call => {
  let reason = null;
  call().then(() => {}, error => { reason = error; });
  await Promise.resolve();
  return reason && [reason.constructor.name, reason.message];
}"""
REPORT = """async constraints => {
  const reported = new Promise((resolve, reject) => {
    const types = ['permissions-policy-violation'];
    new ReportingObserver(([report]) => resolve(report), {types}).observe();
    setTimeout(() => reject(new Error('no report')), 15000);
  });
  const refused = await navigator.mediaDevices.getUserMedia(constraints)
      .then(() => null, error => error.name);
  const {featureId, disposition} = (await reported).body;
  return [refused, featureId, disposition];
}"""
DISCARDED = """constraints => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const {navigator: {mediaDevices}, DOMException} = frame.contentWindow;
  frame.remove();
  let reason = null;
  mediaDevices.getUserMedia(constraints).then(() => {}, error => { reason = error; });
  return Promise.resolve().then(() => [reason?.name, reason instanceof DOMException]);
}"""


def at_once(lab: Page, constraints: str) -> list[str] | None:
    call = f"() => navigator.mediaDevices.getUserMedia({constraints})"
    found = lab.evaluate(f"({AT_ONCE})({call})")
    assert found is None or isinstance(found, list)
    return found


@pytest.mark.parametrize("constraints", ["{}", "", "null", "{video: false}", "{audio: false}"])
def test_who_asks_for_nothing_is_refused_at_once(lab: Page, constraints: str) -> None:
    assert at_once(lab, constraints) == [
        "TypeError",
        "Failed to execute 'getUserMedia' on 'MediaDevices': "
        "At least one of audio and video must be requested",
    ]


def test_an_error_of_the_pages_own_comes_at_once(lab: Page) -> None:
    broken = "{get video() { throw new RangeError('broken') }}"
    assert at_once(lab, broken) == ["RangeError", "broken"]


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_a_document_that_is_gone_opens_nothing(lab: Page, kind: str) -> None:
    assert lab.evaluate(DISCARDED, {kind: True}) == ["InvalidStateError", True]


@pytest.mark.parametrize(
    ("header", "refused", "disposition"),
    [("permissions", "NotAllowedError", "enforce"), ("permissions-report", None, "report")],
)
@pytest.mark.parametrize(("kind", "feature"), [("audio", "microphone"), ("video", "camera")])
def test_what_a_policy_forbids_is_reported(
    open_lab: Callable[[str], Page],
    localhost: str,
    kind: str,
    feature: str,
    header: str,
    refused: str | None,
    disposition: str,
) -> None:
    page = open_lab(f"{localhost}/lab?{header}={feature}=()")
    assert page.evaluate(REPORT, {kind: True}) == [refused, feature, disposition]
