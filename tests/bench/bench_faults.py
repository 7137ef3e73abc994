"""How smoothly the concealed picture goes on when the server is lost, and how soon blur is back.

`python -m tests.bench.bench_faults [ROUNDS]`; nothing else should run meanwhile. One consumer reads
the track and does nothing with its frames, so that what is measured is not the measuring. Exits
with 1 when a bar is missed.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

from tests.bench.common import open_page, say
from tests.browser.faults import FAULTS, MOST_RECOVERY_MS, Call
from tests.browser.serving import Server
from tests.browser.staging import staged

ROUNDS: Final = 20
MEASURED: Final = ("server killed", "server stopped")
MOST_GAP_MS: Final = 300
LEAST_CONCEALED_FPS: Final = 25
LATE_MS: Final = 300
"From the fault until every frame is concealed."
CONCEALED_MS: Final = 3000

BEGIN: Final = """async () => {
  await lab.useClip('640x480');
  await lab.open('track', {width: 640, height: 480});
  lab.watch('judged', 'track');
  await lab.until('judged', ({verdict}) => verdict === 'raw');
  await lab.unwatch('judged');
  await lab.track('track').applyConstraints({backgroundBlur: true});
  lab.count('count', 'track');
  await lab.more('count', 60);
}"""
NEXT_COMPOSED: Final = """async name => {
  lab.watch(name, 'track');
  const index = await lab.until(name, ({verdict}) => verdict === 'composed');
  const {at_ms} = lab.frames(name)[index];
  await lab.unwatch(name);
  return at_ms;
}"""


@dataclass(frozen=True, slots=True)
class Times:
    """Of one round."""

    longest_gap_ms: float
    concealed_fps: float
    recovery_ms: float

    @property
    def good(self) -> bool:
        return (
            self.longest_gap_ms <= MOST_GAP_MS
            and self.concealed_fps >= LEAST_CONCEALED_FPS
            and self.recovery_ms <= MOST_RECOVERY_MS
        )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    server = Server()
    good = True
    say("| fault | rounds | longest gap ms | least concealed fps | longest recovery ms | |")
    say("|---|---|---|---|---|---|")
    with staged(server) as (browser, site):
        page = open_page(browser, f"http://localhost:{site.port}/lab")
        page.wait_for_selector("html[data-lab=ready]")
        page.evaluate(BEGIN)
        call = Call(page, browser, server)
        for name in MEASURED:
            times = [measure(call, name, number) for number in range(rounds)]
            good = good and all(one.good for one in times)
            say(row(name, times))
    sys.exit(0 if good else 1)


def measure(call: Call, name: str, number: int) -> Times:
    page, fault = call.page, FAULTS[name]
    page.evaluate("lab.more('count', 60)")
    page.evaluate("lab.forget()")
    # Or the last composed frame, from which the gap counts, would be forgotten.
    page.evaluate("lab.more('count', 5)")
    fault.cause(call)
    caused_ms = now_ms(page)
    page.evaluate(
        f"lab.until('count', ({{at_ms}}) => at_ms > {caused_ms + LATE_MS + CONCEALED_MS})"
    )
    ended_ms = now_ms(page)
    fault.mend(call)
    mended_ms = now_ms(page)
    seen: list[dict[str, Any]] = page.evaluate("lab.frames('count')")
    delivered_ms = [frame["at_ms"] for frame in seen]
    back_ms = float(page.evaluate(NEXT_COMPOSED, f"judged {name} {number}"))
    concealed_ms = [one for one in delivered_ms if caused_ms + LATE_MS < one < ended_ms]
    return Times(
        longest_gap_ms=max(b - a for a, b in itertools.pairwise(delivered_ms)),
        concealed_fps=(len(concealed_ms) - 1) * 1000 / (concealed_ms[-1] - concealed_ms[0]),
        recovery_ms=back_ms - mended_ms,
    )


def now_ms(page: Page) -> float:
    return float(page.evaluate("performance.now()"))


def row(name: str, times: list[Times]) -> str:
    cells = [
        name,
        str(len(times)),
        f"{max(one.longest_gap_ms for one in times):.0f}",
        f"{min(one.concealed_fps for one in times):.1f}",
        f"{max(one.recovery_ms for one in times):.0f}",
        "" if all(one.good for one in times) else "missed",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
