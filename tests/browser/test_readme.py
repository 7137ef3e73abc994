"""The README's example for web apps, line by line: each does what the comment beside it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

README: Final = Path(__file__).parents[2] / "README.md"
VALUE: Final = re.compile(r"//\s*(\[[^\]]*\]|\{[^}]*\}|true|false)")
"What a comment begins with if it tells a value."
TYPE: Final = re.compile(r"//\s*an? ([A-Z]\w+)")

RUN: Final = """async lines => {
  let frames;
  let frame;
  const next = async () => {
    frame?.close();
    frames ??= new MediaStreamTrackProcessor({track: globalThis.track}).readable.getReader();
    frame = globalThis.frame = (await frames.read()).value;
  };
  const told = value => JSON.stringify(value);
  const found = [];
  for (const {code, value} of lines) {
    const run = (0, eval)(`async () => { ${code} }`);
    if (value === null) {
      await run();
      continue;
    }
    const wanted = told((0, eval)(`(${value})`));
    // Frames of before may still wait to be read.
    do {
      if (code.includes('frame.')) await next();
    } while (told(await run()) !== wanted && code.includes('frame.'));
    found.push([code, told(await run()), wanted]);
  }
  frame?.close();
  track.stop();
  return found;
}"""


def example() -> list[dict[str, str | None]]:
    """Each line's code, and the value that its comment tells of."""
    (body,) = re.findall(r"^```js\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines: list[dict[str, str | None]] = []
    for line in body.splitlines():
        code, _, comment = line.partition("//")
        told = VALUE.match(f"//{comment}")
        # Constants of the page's own, so that each line can be run by itself.
        code = re.sub(r"^const (\w+|\[\w+\]) = ", r"globalThis.\1 = ", code.strip())
        code = re.sub(r"^globalThis\.\[(\w+)\] = ", r"[globalThis.\1] = ", code)
        if kind := TYPE.match(f"//{comment}"):
            lines.append(
                {"code": f"return {code.rstrip(';')} instanceof {kind[1]}", "value": "true"}
            )
        elif told:
            lines.append({"code": f"return {code}", "value": told[1]})
        else:
            lines.append({"code": code, "value": None})
    return lines


def test_the_example_is_true(lab: Page) -> None:
    lines = example()
    assert sum(line["value"] is not None for line in lines) >= 4
    for code, found, wanted in lab.evaluate(RUN, lines):
        assert found == wanted, code
