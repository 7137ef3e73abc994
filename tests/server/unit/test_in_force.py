"""What a change of the configuration does to a server that runs."""

from pathlib import Path

import pytest

from camveil.errors import ConfigUnusable, ExposureRefused, TokenUnusable
from camveil.http.in_force import InForce, Sources, differences, latest, live_part
from camveil.settings import OPTIONS, Settings

TOKEN = "mU0n3kT8wq1Zr5sVx7Yb2Cd4Ef6Gh9JkLmNpQrStUvW"
LIVE = {
    "names",
    "extension_ids",
    "max_sessions",
    "max_sessions_per_tab",
    "event_period_ms",
    "event_frame_share",
    "event_cpu_utilization",
    "log_level",
    "model",
    "provider",
    "mask_background_below",
    "mask_person_above",
    "mask_edges",
    "only_me",
    "mask_smoothing",
    "mask_time_share",
    "edge_background_below",
    "edge_person_above",
    "edge_calming",
    "light_wrapping",
    "light_reach",
    "blend_mode",
}


def test_these_options_are_live() -> None:
    assert {one.name for one in OPTIONS if one.live} == LIVE


def test_what_is_live_changes_and_the_rest_waits() -> None:
    wanted = Settings(port=1, workers=2, max_sessions=3, log_level="error", token=TOKEN)
    now = live_part(Settings(), wanted)
    assert (now.max_sessions, now.log_level, now.token) == (3, "error", TOKEN)
    assert (now.port, now.workers) == (8793, 1)
    assert differences(now, wanted) == ["port", "workers"]


def test_followers_get_the_settings_in_force() -> None:
    in_force = InForce(Settings())
    told: list[Settings] = []
    in_force.follow(told.append)
    in_force.change(Settings(port=1, max_sessions=3))
    assert told == [in_force.settings] == [Settings(max_sessions=3)]


def test_what_would_not_be_protected_changes_nothing() -> None:
    before = Settings(
        host="192.0.2.1", tls_cert=Path("a"), tls_key=Path("b"), names=("a.example",), token=TOKEN
    )
    in_force = InForce(before)
    # As a file would say it that a lone machine could use.
    with pytest.raises(ExposureRefused):
        in_force.change(Settings(host="127.0.0.1"))
    assert in_force.settings == before


def test_who_starts_later_reads_what_counts_by_then() -> None:
    def broken() -> Settings:
        raise ConfigUnusable(["port: no"])

    def no_token() -> str:
        raise TokenUnusable(Path("pairing-token"), "it is empty")

    first = Settings(port=1, token=TOKEN)
    later = Sources(files=(), read=lambda: Settings(port=2, model="general"), token=lambda: None)
    assert latest(first, later) == Settings(port=1, model="general")
    assert latest(first, Sources(files=(), read=broken, token=no_token)) == first
    assert latest(first, None) == first
    # Whom it obeys waits for no mended file.
    forgotten = Sources(files=(), read=broken, token=lambda: None)
    assert latest(first, forgotten) == Settings(port=1)
    replaced = Sources(files=(), read=broken, token=lambda: TOKEN[::-1])
    assert latest(first, replaced) == Settings(port=1, token=TOKEN[::-1])
