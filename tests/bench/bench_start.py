"""How soon the command is there: `python -m tests.bench.bench_start [ROUNDS]`.

Exits with 1 when a bar is missed. Nothing else should run meanwhile.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from tests.bench.common import say
from tests.server.component.running_server import free_port

ROUNDS: Final = 10
IMPORT_MS: Final = 100.0
READY_MS: Final = 2000.0


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    empty_ms = median_ms(lambda: python("-c", "pass"), rounds)
    import_ms = median_ms(lambda: python("-c", "import camveil.cli"), rounds) - empty_ms
    help_ms = median_ms(lambda: python("-m", "camveil", "--help"), rounds)
    ready_ms = median_ms(serve_until_ready, rounds)
    say("| what | median of | ms |")
    say("| --- | --- | --- |")
    for what, duration_ms in (
        ("Python itself", empty_ms),
        ("import of the command line, beyond that", import_ms),
        ("`camveil --help`", help_ms),
        ("`camveil serve` until it serves", ready_ms),
    ):
        say(f"| {what} | {rounds} | {duration_ms:.0f} |")
    sys.exit(0 if import_ms < IMPORT_MS and ready_ms < READY_MS else 1)


def median_ms(work: Callable[[], None], rounds: int) -> float:
    """Of the rounds after the first, which finds the files not yet in memory."""
    durations_ms = []
    for _ in range(rounds + 1):
        begun_s = time.perf_counter()
        work()
        durations_ms.append((time.perf_counter() - begun_s) * 1000)
    return statistics.median(durations_ms[1:])


def python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def serve_until_ready() -> None:
    command = [sys.executable, "-m", "camveil", "serve", "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()


if __name__ == "__main__":
    main()
