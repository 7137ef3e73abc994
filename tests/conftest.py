"""For every test: nothing is skipped unknown, and how many examples a property is tried on."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

ALLOWED_SKIPS: Final = {
    "registry package not reachable": "converting the models again needs the npm registry",
    "network namespaces not permitted": "a machine without interfaces can be made by root only",
}

# `make check` tries the same few inputs each time, so that it is never red by chance.
set_hypothesis_home_dir(Path(__file__).parents[1] / "build" / "hypothesis")
settings.register_profile("check", derandomize=True, database=None, max_examples=40, deadline=None)
settings.register_profile(
    "thorough",
    max_examples=5000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


def _reason(report: pytest.TestReport) -> str:
    longrepr = report.longrepr
    reason = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return reason.removeprefix("Skipped: ")


class SkipWatch:
    """Fails the run when a test was skipped for a reason that is not in the list."""

    def __init__(self) -> None:
        self.unknown: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = _reason(report)
            if reason not in ALLOWED_SKIPS:
                self.unknown.append(f"{report.nodeid}: {reason}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unknown and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.unknown:
            terminalreporter.write_line(f"SKIPPED WITHOUT LEAVE {line}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    # A shell's background job ignores it, and so would the programs that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(SkipWatch())
