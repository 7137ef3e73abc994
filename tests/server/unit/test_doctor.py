"""What each check says of a machine, whole or broken in one way: places of the test's own."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from camveil.autostart import desktop_entry
from camveil.autostart.plan import server_command
from camveil.cli import main
from camveil.config import Configuration
from camveil.doctor import effect
from camveil.doctor import extension as extension_check
from camveil.doctor.autostart import check_autostart
from camveil.doctor.camera import check_camera
from camveil.doctor.checkup import CHECKS, examine
from camveil.doctor.configuration import check_configuration
from camveil.doctor.effect import check_codecs, check_model, provider, speed
from camveil.doctor.extension import check_browsers, check_extension
from camveil.doctor.finding import Finding, State, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.doctor.permissions import check_permissions
from camveil.doctor.policies import check_policies, forbidden
from camveil.pipeline.encode import H264Encoder, Vp8Encoder
from camveil.protocol import PROTOCOL_VERSION
from camveil.segmenters.providers import Choice, Choices
from camveil.settings import EXTENSION_IDS, Settings
from camveil.values import Alpha, Picture
from tests.server.fakes import FakeClock
from tests.server.unit.pictures import FixedSegmenter, disc_alpha

OURS = EXTENSION_IDS[0]
OTHER_ID = "abcdefghijklmnopabcdefghijklmnop"


def patient(folder: Path, *, environ: Mapping[str, str] | None = None, **settings: Any) -> Patient:
    """A machine that keeps everything below this folder."""
    environ = environ or {}
    return Patient(
        configuration=Configuration(flags={}, environ=environ, file=folder / "config.toml"),
        settings=Settings(**settings),
        token_file=folder / "config" / "pairing-token",
        root=folder,
        home=folder / "home",
        environ=environ,
        platform="linux",
    )


def only(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


def states(findings: Iterator[Finding]) -> list[State]:
    return [finding.state for finding in findings]


# The command


def invoke(
    monkeypatch: pytest.MonkeyPatch, findings: list[tuple[str, Finding]], *arguments: str
) -> Result:
    monkeypatch.setattr("camveil.cli.doctor.examine", lambda *_: iter(findings))
    return CliRunner().invoke(main, ["doctor", *arguments])


FINDINGS = [
    ("model", fine("It loads.", model="landscape")),
    ("network", note("It is slow.", "Wait.")),
    ("server", broken("No server runs.", "Start one.")),
]


def test_people_get_a_line_for_each_finding_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    result = invoke(monkeypatch, FINDINGS)
    assert result.output.splitlines() == [
        "fine   model          It loads.",
        "note   network        It is slow.",
        "                      Wait.",
        "to do  server         No server runs.",
        "                      Start one.",
    ]
    assert result.exit_code == 1
    assert invoke(monkeypatch, FINDINGS[:2]).exit_code == 0


def test_programs_get_an_object(monkeypatch: pytest.MonkeyPatch) -> None:
    result = invoke(monkeypatch, FINDINGS, "--json")
    read = json.loads(result.output)
    assert read["well"] is False
    assert result.exit_code == 1
    assert [one["state"] for one in read["findings"]] == ["fine", "note", "broken"]
    assert read["findings"][0] == {
        "check": "model",
        "state": "fine",
        "words": "It loads.",
        "advice": None,
        "facts": {"model": "landscape"},
    }


def test_a_check_that_fails_itself_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_patient: Patient) -> Iterator[Finding]:
        yield fine("So far.")
        raise RuntimeError("oh")

    monkeypatch.setattr("camveil.doctor.camera.check_camera", fails)
    found = list(examine(patient(tmp_path), ["camera", "policies"]))
    assert [(name, finding.state) for name, finding in found] == [
        ("policies", State.FINE),
        ("camera", State.FINE),
        ("camera", State.BROKEN),
    ]
    assert "RuntimeError('oh')" in found[-1][1].words


def test_every_check_is_there(tmp_path: Path) -> None:
    assert {name for name, _ in examine(patient(tmp_path, port=1))} == set(CHECKS)


# The configuration


def test_a_configuration_that_is_well_is_said_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("port = 9000\n")
    assert str(file) in only(check_configuration(patient(tmp_path))).words


def test_variables_that_count_are_said(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    finding = only(check_configuration(patient(tmp_path, environ={"CAMVEIL_PORT": "9000"})))
    assert finding.words == f"A server would go by {tmp_path / 'config.toml'} and CAMVEIL_PORT."


def test_an_odd_variable_and_a_file_that_all_can_write_are_noted(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("")
    file.chmod(0o666)
    found = list(check_configuration(patient(tmp_path, environ={"CAMVEIL_PROT": "1"})))
    assert [one.state for one in found] == [State.NOTE, State.NOTE, State.FINE]
    assert "CAMVEIL_PROT" in found[0].words
    assert "chmod o-w" in (found[1].advice or "")


# The effect


class SlowSegmenter(FixedSegmenter):
    """Takes its time by the test's clock."""

    def __init__(
        self, clock: FakeClock, duration_s: float, cheaper: "SlowSegmenter | None" = None
    ) -> None:
        super().__init__(disc_alpha())
        self.cheaper = cheaper
        self._clock = clock
        self._duration_s = duration_s
        self.cheaper = cheaper

    def segment(self, picture: Picture) -> Alpha:
        self._clock.advance(self._duration_s)
        return super().segment(picture)

    @property
    def choices(self) -> Choices:
        return {"any": Choice("cpu")}

    def wait_ready(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("duration_s", "state", "words"),
    [
        (0.003, State.FINE, "a mask takes 3.0 ms"),
        (0.020, State.NOTE, "a mask for every second frame"),
        (0.030, State.NOTE, "a mask for every third frame"),
        (0.100, State.NOTE, "Too slow for 30 frames a second"),
        (0.300, State.BROKEN, "too slow"),
    ],
)
def test_the_speed_is_held_against_the_budget(duration_s: float, state: State, words: str) -> None:
    clock = FakeClock()
    finding = speed(SlowSegmenter(clock, duration_s), clock)
    assert finding.state is state
    assert words in finding.words
    assert finding.facts["segment_ms"] == pytest.approx(duration_s * 1000)
    assert "cheaper_ms" not in finding.facts


@pytest.mark.parametrize(
    ("duration_s", "cheaper_s", "state", "words"),
    [
        (0.030, 0.010, State.NOTE, "a mask for every third frame: a mask takes 30.0 ms"),
        (0.050, 0.010, State.NOTE, "every third frame by the cheaper model: a mask takes 10.0 ms"),
        (0.300, 0.100, State.NOTE, "Too slow for 30 frames a second"),
        (0.400, 0.300, State.BROKEN, "too slow"),
    ],
)
def test_a_machine_that_needs_the_cheaper_model_is_judged_by_it(
    duration_s: float, cheaper_s: float, state: State, words: str
) -> None:
    clock = FakeClock()
    finding = speed(SlowSegmenter(clock, duration_s, SlowSegmenter(clock, cheaper_s)), clock)
    assert finding.state is state
    assert words in finding.words
    assert finding.facts["cheaper_ms"] == pytest.approx(cheaper_s * 1000)


@pytest.mark.parametrize(
    ("percent", "words"),
    [(5.0, "Too slow for 30"), (18.0, "every third frame"), (70.0, "a second: a mask takes")],
)
def test_masks_may_take_what_the_settings_allow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, percent: float, words: str
) -> None:
    clock = FakeClock()
    monkeypatch.setattr(effect, "SystemClock", lambda: clock)
    monkeypatch.setattr(effect, "open_chosen", lambda *_: SlowSegmenter(clock, 0.010))
    *_, found = check_model(patient(tmp_path, mask_time_share=percent))
    assert words in found.words


SLOWER = Choice("cpu", ("cuda is slower",))
NO_DEVICE = Choice("cpu", failures=("no device",))


@pytest.mark.parametrize(
    ("wanted", "choices", "state", "words"),
    [
        ("auto", [Choice("cpu")], State.FINE, "It runs on cpu."),
        ("auto", [SLOWER, SLOWER], State.FINE, "It runs on cpu: cuda is slower."),
        ("cuda", [Choice("cuda")], State.FINE, "It runs on cuda."),
        ("cuda", [NO_DEVICE], State.NOTE, "It runs on cpu and not on cuda: no device."),
        ("auto", [NO_DEVICE], State.NOTE, "It runs on cpu: no device."),
        ("auto", [Choice("cuda"), NO_DEVICE], State.NOTE, "second: It runs on cpu: no device."),
    ],
)
def test_what_runs_the_model_is_held_against_what_was_wanted(
    wanted: str, choices: list[Choice], state: State, words: str
) -> None:
    finding = provider(wanted, dict(zip(("first", "second"), choices, strict=False)))
    assert finding.state is state
    assert words in finding.words


@pytest.mark.parametrize(
    ("codecs", "state", "words"),
    [
        ({}, State.FINE, "H.264 and VP8"),
        ({H264Encoder: "nothing264"}, State.NOTE, "no H.264 encoder"),
        ({Vp8Encoder: "nothing8"}, State.NOTE, "no VP8 encoder"),
        ({H264Encoder: "nothing264", Vp8Encoder: "nothing8"}, State.BROKEN, "No video"),
    ],
)
def test_a_missing_encoder_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    codecs: dict[type, str],
    state: State,
    words: str,
) -> None:
    for encoder, codec in codecs.items():
        monkeypatch.setattr(encoder, "codec", codec)
    finding = only(check_codecs(patient(tmp_path)))
    assert finding.state is state
    assert words in finding.words


# Browsers and their policies


def set_policies(folder: Path, browser: str, **policies: object) -> None:
    place = folder / "etc" / browser / "policies" / "managed"
    place.mkdir(parents=True)
    (place / "one.json").write_text(json.dumps(policies))


@pytest.mark.parametrize(
    ("policies", "names"),
    [
        ({}, []),
        ({"VideoCaptureAllowed": False}, ["VideoCaptureAllowed"]),
        ({"VideoCaptureAllowed": True}, []),
        ({"WebRtcIPHandling": "disable_non_proxied_udp"}, ["WebRtcIPHandling"]),
        ({"WebRtcIPHandling": "default"}, []),
        ({"DeveloperToolsAvailability": 2}, ["DeveloperToolsAvailability"]),
        ({"ExtensionAllowedTypes": ["theme"]}, ["ExtensionAllowedTypes"]),
        ({"ExtensionInstallBlocklist": ["*"]}, ["ExtensionInstallBlocklist"]),
        ({"ExtensionInstallBlocklist": ["*"], "ExtensionInstallAllowlist": [OURS]}, []),
        ({"ExtensionInstallBlocklist": [OTHER_ID]}, []),
        ({"ExtensionSettings": {"*": {"installation_mode": "blocked"}}}, ["ExtensionSettings"]),
        (
            {
                "ExtensionSettings": {
                    "*": {"installation_mode": "blocked"},
                    OURS: {"installation_mode": "allowed"},
                }
            },
            [],
        ),
        ({"ExtensionSettings": {OURS: {"runtime_blocked_hosts": ["*"]}}}, ["ExtensionSettings"]),
        ({"URLBlocklist": ["http://127.0.0.1:*", "x.example"]}, ["URLBlocklist"]),
        ({"URLBlocklist": ["*"]}, ["URLBlocklist"]),
        ({"URLBlocklist": ["x.example", "127.0.0.2"]}, []),
        ({"LoopbackNetworkBlockedForUrls": ["*"]}, ["LoopbackNetworkBlockedForUrls"]),
    ],
)
def test_a_policy_counts_where_it_is_in_the_way(policies: dict[str, Any], names: list[str]) -> None:
    assert [name for name, _ in forbidden(policies)] == names


def test_a_policy_is_named_with_its_browser(tmp_path: Path) -> None:
    set_policies(tmp_path, "chromium", VideoCaptureAllowed=False)
    set_policies(tmp_path, "opt/edge", ExtensionAllowedTypes=[])
    chromium, edge = check_policies(patient(tmp_path))
    assert (chromium.state, edge.state) == (State.BROKEN, State.BROKEN)
    assert "A policy of Chromium, VideoCaptureAllowed, forbids every camera" in chromium.words
    assert "Edge" in edge.words


def test_policies_on_macos_are_a_plist(tmp_path: Path) -> None:
    folder = tmp_path / "Library" / "Managed Preferences"
    folder.mkdir(parents=True)
    (folder / "com.google.Chrome.plist").write_text(
        '<?xml version="1.0"?><plist version="1.0"><dict>'
        "<key>VideoCaptureAllowed</key><false/></dict></plist>"
    )
    mac = patient(tmp_path)
    object.__setattr__(mac, "platform", "darwin")
    assert "Chrome, VideoCaptureAllowed" in only(check_policies(mac)).words


def test_policies_that_cannot_be_read_are_noted(tmp_path: Path) -> None:
    place = tmp_path / "etc/chromium/policies/managed"
    place.mkdir(parents=True)
    (place / "one.json").write_text("{")
    assert states(check_policies(patient(tmp_path))) == [State.NOTE, State.FINE]


def test_a_browser_is_known_by_its_program_or_its_profiles(tmp_path: Path) -> None:
    assert states(check_browsers(patient(tmp_path))) == [State.NOTE]
    (tmp_path / "brave").touch(mode=0o755)
    (tmp_path / "home" / ".config" / "google-chrome").mkdir(parents=True)
    finding = only(check_browsers(patient(tmp_path, environ={"PATH": str(tmp_path)})))
    assert finding.facts["browsers"] == ["Chrome", "Brave"]


# The extension


def make_extension(
    folder: Path, *, version: str = "1.2.3", protocol_version: int = PROTOCOL_VERSION
) -> Path:
    (folder / "shared").mkdir(parents=True)
    manifest = {"name": "Camveil", "key": "MIIB", "version": version}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "shared" / "protocol.js").write_text(
        f"export const PROTOCOL_VERSION = {protocol_version};\n"
    )
    return folder


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What this installation carries."""
    source = make_extension(tmp_path / "source")
    monkeypatch.setattr(extension_check, "extension_dir", lambda: source)
    return source


def load(folder: Path, extension_id: str, **entry: object) -> None:
    """Make Chromium's profile have it."""
    profile = folder / "home" / ".config" / "chromium" / "Default"
    profile.mkdir(parents=True, exist_ok=True)
    settings = {extension_id: entry, OTHER_ID: {"manifest": {"name": "Another"}}, "odd": None}
    (profile / "Preferences").write_text(json.dumps({"extensions": {"settings": settings}}))
    (profile / "Secure Preferences").write_text("{}")


def test_an_installation_without_an_extension_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extension_check, "extension_dir", lambda: None)
    assert only(check_extension(patient(tmp_path))).state is State.BROKEN


def test_a_browser_without_the_extension_is_noted(tmp_path: Path, source: Path) -> None:
    assert "No browser's profile" in only(check_extension(patient(tmp_path))).words


def test_a_folder_that_fits_and_is_loaded_is_fine(tmp_path: Path, source: Path) -> None:
    folder = make_extension(tmp_path / "home" / "camveil-extension")
    load(tmp_path, OURS, path=str(folder))
    assert states(check_extension(patient(tmp_path))) == [State.FINE, State.FINE]


def test_a_folder_that_is_outdated_is_to_be_written_anew(tmp_path: Path, source: Path) -> None:
    make_extension(tmp_path / "home" / "camveil-extension", version="1.2.2")
    elsewhere = make_extension(tmp_path / "elsewhere", protocol_version=PROTOCOL_VERSION + 1)
    load(tmp_path, OURS, path=str(elsewhere))
    found = list(check_extension(patient(tmp_path)))
    assert [one.state for one in found] == [State.BROKEN, State.BROKEN, State.FINE]
    assert f"speaks protocol {PROTOCOL_VERSION + 1}" in found[0].words
    assert "is version 1.2.2, and not 1.2.3" in found[1].words
    assert all("camveil extension" in (one.advice or "") for one in found[:2])


def test_an_id_that_the_server_does_not_obey_is_told(tmp_path: Path, source: Path) -> None:
    folder = make_extension(tmp_path / "mine")
    load(tmp_path, OTHER_ID, path=str(folder))
    load(tmp_path, "b" * 32, path=str(folder))
    finding = list(check_extension(patient(tmp_path)))[-1]
    assert finding.state is State.BROKEN
    assert f'extension_ids = ["{"b" * 32}"]' in (finding.advice or "")
    known = patient(tmp_path, extension_ids=("b" * 32,))
    assert list(check_extension(known))[-1].state is State.FINE


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"disable_reasons": [1]}, "switched off in Chromium (Default)"),
        ({"state": 0}, "switched off"),
        ({"path": "/no/such/folder"}, "which is gone"),
    ],
)
def test_one_that_does_not_run_is_told(
    tmp_path: Path, source: Path, entry: dict[str, object], words: str
) -> None:
    load(tmp_path, OURS, **entry)
    finding = only(check_extension(patient(tmp_path)))
    assert finding.state is State.BROKEN
    assert words in finding.words


# The camera


def test_a_machine_without_a_camera_is_told(tmp_path: Path) -> None:
    assert only(check_camera(patient(tmp_path))).words == "The system has no camera."


def test_a_camera_that_nobody_uses_is_fine(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "video0").touch()
    assert only(check_camera(patient(tmp_path))).state is State.FINE


def test_a_camera_that_may_not_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "video0").touch()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root always may
    finding = only(check_camera(patient(tmp_path)))
    assert finding.state is State.BROKEN
    assert "usermod -aG video" in (finding.advice or "")


def test_who_uses_the_camera_is_told(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    device = tmp_path / "dev" / "video0"
    device.touch()
    (tmp_path / "proc").symlink_to("/proc")
    with device.open() as opened, subprocess.Popen(["sleep", "60"], stdin=opened) as user:
        finding = only(check_camera(patient(tmp_path)))
        user.kill()
    assert finding.state is State.NOTE
    assert "sleep" in finding.facts["users"]


# The browser's permission for the camera


def permit(folder: Path, exceptions: Mapping[str, int], default: int | None = None) -> None:
    """Make Chromium's profile have these settings: 1 allows, 2 blocks."""
    profile = folder / "home" / ".config" / "chromium" / "Default"
    profile.mkdir(parents=True)
    told = {pattern: {"setting": setting} for pattern, setting in exceptions.items()}
    content: dict[str, Any] = {
        "content_settings": {"exceptions": {"media_stream_camera": {**told, "odd": None}}}
    }
    if default is not None:
        content["default_content_setting_values"] = {"media_stream_camera": default}
    (profile / "Preferences").write_text(json.dumps({"profile": content}))


def test_a_browser_that_keeps_every_site_from_the_camera_is_told(tmp_path: Path) -> None:
    permit(tmp_path, {}, default=2)
    finding = only(check_permissions(patient(tmp_path)))
    assert finding.state is State.BROKEN
    assert "Chromium (Default) lets no site use the camera" in finding.words
    assert "chrome://settings/content/camera" in (finding.advice or "")


def test_a_browser_that_keeps_the_preview_from_the_camera_is_told(tmp_path: Path) -> None:
    permit(tmp_path, {f"chrome-extension://{OURS}/,*": 2, "https://meet.example:443,*": 1})
    finding = only(check_permissions(patient(tmp_path)))
    assert finding.state is State.NOTE
    assert "Camveil's own preview" in finding.words


def test_sites_that_may_not_use_the_camera_are_counted_and_not_named(tmp_path: Path) -> None:
    permit(tmp_path, {"https://meet.example:443,*": 2, "https://[*.]calls.example,*": 2})
    finding = only(check_permissions(patient(tmp_path)))
    assert finding.state is State.NOTE
    assert "2 sites may not" in finding.words
    assert "example" not in repr(finding)


def test_a_browser_that_keeps_nobody_from_the_camera_is_fine(tmp_path: Path) -> None:
    permit(tmp_path, {"https://meet.example:443,*": 1}, default=3)
    assert only(check_permissions(patient(tmp_path))).state is State.FINE


@pytest.mark.parametrize("preferences", ["{}", "[]", "{", '{"profile": {"content_settings": 1}}'])
def test_odd_preferences_keep_nobody_from_the_camera(tmp_path: Path, preferences: str) -> None:
    permit(tmp_path, {})
    path = tmp_path / "home" / ".config" / "chromium" / "Default" / "Preferences"
    path.write_text(preferences)
    assert {one.state for one in check_permissions(patient(tmp_path))} <= {State.FINE}


def test_the_check_of_the_camera_has_the_browser_s_permission(tmp_path: Path) -> None:
    permit(tmp_path, {}, default=2)
    assert states(check_camera(patient(tmp_path))) == [State.BROKEN, State.BROKEN]


# The start at login


def test_whether_it_starts_by_itself_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "does not start by itself" in only(check_autostart(patient(tmp_path))).words
    entry = tmp_path / "autostart" / "camveil.desktop"
    entry.parent.mkdir()
    entry.write_text("Exec=/old/python -m camveil serve\n")
    assert "of another installation" in only(check_autostart(patient(tmp_path))).words
    entry.write_bytes(*desktop_entry.plan(tmp_path, tmp_path, server_command()).files.values())
    assert only(check_autostart(patient(tmp_path))).state is State.FINE
