"""What a call in one tab loses while another tab asks for ten thousand sessions in a minute.

`python -m tests.bench.bench_flood [SECONDS]`; nothing else should run meanwhile. The same minute
without the flood comes first, for comparison. Exits with 1 when the flood costs a frame.
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from typing import Any, Final

from playwright.sync_api import Page

from tests.bench.common import open_page, say
from tests.browser.content_script import content_script
from tests.browser.serving import Server
from tests.browser.staging import CLIP, staged
from tests.browser.test_flood import CALL
from tests.browser.test_strangers import OFFER

SECONDS: Final = 60
A_SECOND: Final = 167
"Ten thousand in a minute."
FLOOD: Final = """async ([sdp, seconds, aSecond]) => {
  const codes = {};
  const asked = [];
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1000) {
    while (asked.length < (performance.now() - begun) * aSecond / 1000) {
      asked.push(chrome.runtime.sendMessage({type: 'openSession', sdp}).then(reply => {
        const code = reply.ok ? 'ok' : reply.code;
        codes[code] = (codes[code] ?? 0) + 1;
      }));
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  await Promise.all(asked);
  return codes;
}"""


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with staged(Server()) as (browser, site):
        call = open_page(browser, f"http://call.localhost:{site.port}/lab")
        call.wait_for_selector("html[data-lab=ready]")
        call.evaluate("clip => lab.useClip(clip)", CLIP)
        hostile = open_page(browser, f"http://hostile.localhost:{site.port}/lab")
        hostile.wait_for_selector("html[data-lab=ready]")
        sdp = hostile.evaluate(OFFER)
        call.bring_to_front()
        call.evaluate(CALL)
        evaluate = content_script(hostile)
        lost = 0
        for a_second in (0, A_SECOND):
            call.evaluate("lab.forget()")
            codes = evaluate(FLOOD, [sdp, seconds, a_second])
            lost = report(call, seconds, codes)
    sys.exit(0 if lost == 0 else 1)


def report(call: Page, seconds: int, codes: dict[str, int]) -> int:
    """Say what the call saw; the number of frames that it lost or did not see composed."""
    seen: list[dict[str, Any]] = call.evaluate("lab.frames('frames')")
    times_us = [int(frame["timestamp_us"]) for frame in seen]
    # A camera frame that has no successor within one and a half intervals has lost it.
    intervals = [b - a for a, b in itertools.pairwise(times_us)]
    usual_us = sorted(intervals)[len(intervals) // 2]
    lost = sum(int(one / usual_us + 0.5) - 1 for one in intervals if one > 1.5 * usual_us)
    verdicts = Counter(frame["verdict"] for frame in seen)
    say(f"{sum(codes.values())} requests in {seconds} s: {codes}")
    say(f"  the other tab: {len(seen)} frames {dict(verdicts)}, {lost} lost")
    return lost + len(seen) - verdicts["composed"]


if __name__ == "__main__":
    main()
