"""How much of the processors a process and its children take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import psutil

RAPL: Final = Path("/sys/class/powercap/intel-rapl:0/energy_uj")


@dataclass(frozen=True, slots=True)
class Usage:
    """Of an interval."""

    cores: float
    "Processor time by time: 1 is one core all the time."
    main_thread_cores: float
    "Of the first process' first thread: in the server, the event loop."


class Watch:
    """Begins with an interval, and tells its usage at the end."""

    def __init__(self, processes: list[psutil.Process]) -> None:
        self._processes = processes
        self._from_s = time.monotonic()
        self._before = self._cpu_s()

    @classmethod
    def of_server(cls, process_id: int) -> Self:
        server = psutil.Process(process_id)
        return cls([server, *server.children(recursive=True)])

    @classmethod
    def of_chromium(cls) -> Self:
        """All of the Chromium that this process has started."""
        children = psutil.Process().children(recursive=True)
        return cls([one for one in children if one.name().startswith("chrom")])

    def usage(self) -> Usage:
        elapsed_s = time.monotonic() - self._from_s
        after = self._cpu_s()
        cores, main = (
            (now - then) / elapsed_s for now, then in zip(after, self._before, strict=True)
        )
        return Usage(cores, main)

    def _cpu_s(self) -> tuple[float, float]:
        total_s = sum(sum(one.cpu_times()[:2]) for one in self._processes if one.is_running())
        first = self._processes[0]
        main_s = sum(
            thread.user_time + thread.system_time
            for thread in first.threads()
            if thread.id == first.pid
        )
        return total_s, main_s


class PowerMeter:
    """The processor's own count of its energy, where it may be read."""

    def __init__(self) -> None:
        self._from_s = time.monotonic()
        self._from_uj = _energy_uj()

    def watts(self) -> float | None:
        now_uj = _energy_uj()
        if now_uj is None or self._from_uj is None:
            return None
        return (now_uj - self._from_uj) / 1e6 / (time.monotonic() - self._from_s)


def _energy_uj() -> int | None:
    try:
        return int(RAPL.read_text())
    except OSError:
        return None
