"""What the extension asks for is what the page on privacy explains, neither more nor less."""

import json
import re

from camveil.installation import CHECKOUT

MANIFEST = json.loads((CHECKOUT / "extension/src/manifest.json").read_text("utf-8"))
PAGE = (CHECKOUT / "docs/privacy.md").read_text("utf-8")
ASKS_FOR = PAGE.split("What the extension asks for:\n")[1].split("\n\nOf a page")[0]
THIS_MACHINE = {"localhost", "*.localhost", "127.0.0.1", "[::1]"}


def test_each_permission_is_explained_and_there_are_no_others() -> None:
    assert set(re.findall(r"^- `(\w+)`", ASKS_FOR, re.MULTILINE)) == set(MANIFEST["permissions"])
    assert not {key for key in MANIFEST if key.startswith("optional_")}


def test_it_asks_for_https_and_localhost_pages_alone_as_explained() -> None:
    assert "\n- Access to https and localhost pages, where its scripts run" in ASKS_FOR
    hosts = MANIFEST["host_permissions"]
    assert "https://*/*" in hosts
    (*others,) = (host for host in hosts if host != "https://*/*")
    assert {re.sub(r"^http://|/\*$", "", host) for host in others} == THIS_MACHINE
    for script in MANIFEST["content_scripts"]:
        assert script["matches"] == hosts
