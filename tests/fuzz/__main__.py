# ruff: noqa: T201 (printing is its purpose)
"""Look for inputs that break the server's parsers: `python -m tests.fuzz [TARGET ...]`.

Each target runs in a process of its own. What it finds is kept under build/fuzz/: inputs that reach
new code in TARGET/corpus, those that break something beside it, with TARGET/log.txt.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.fuzz.target import Target

HERE: Final = Path(__file__).parent
TARGETS: Final = sorted(path.stem for path in (HERE / "targets").glob("*.py"))
BUILD: Final = HERE.parents[1] / "build" / "fuzz"
GRACE_S: Final = 60
"For imports, the first inputs and one that hangs; then the process is ended."
HANGS_AFTER_S: Final = 10
MAX_MEMORY_MIB: Final = 2048
TAIL_CHARACTERS: Final = 3000
HEADINGS: Final = ("target", "runs", "runs/s", "new files", "slowest", "finds")
ROW: Final = "{:<16}{:>10}{:>9}{:>11}{:>22}{:>7}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="time for each target")
    parser.add_argument("--runs", type=int, default=-1, help="inputs for each target at most")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    options = parser.parse_args()
    unknown = sorted(set(options.targets) - set(TARGETS))
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    print(ROW.format(*HEADINGS), flush=True)
    clean = [
        _fuzz(name, seconds=options.seconds, runs=options.runs)
        for name in options.targets or TARGETS
    ]
    return 0 if all(clean) else 1


def _fuzz(name: str, *, seconds: int, runs: int) -> bool:
    """Run one target and print its row; whether nothing was found."""
    target: Target = importlib.import_module(f"tests.fuzz.targets.{name}").TARGET
    folder = BUILD / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    stats_file = folder / "stats.json"
    stats_file.write_text('{"runs": 0, "slowest_s": 0, "slowest_bytes": 0}')
    known = set(corpus.iterdir())
    broken_before = set(folder.glob("*-*"))
    command = [sys.executable, "-m", "tests.fuzz.child", name, str(stats_file)]
    command += [f"-max_total_time={seconds}", f"-runs={runs}", f"-max_len={target.max_bytes}"]
    command += [f"-timeout={HANGS_AFTER_S}", f"-rss_limit_mb={MAX_MEMORY_MIB}"]
    command += [f"-artifact_prefix={folder}/"]
    if target.words:
        words = folder / "words.txt"
        words.write_text("".join(f'"{_quoted(word)}"\n' for word in target.words))
        command += [f"-dict={words}"]
    command += [str(corpus), str(HERE / "corpus" / target.corpus)]
    log = folder / "log.txt"
    begun_s = time.monotonic()
    with log.open("wb") as output:
        try:
            status = subprocess.run(
                command, stdout=output, stderr=output, timeout=seconds + GRACE_S, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            status = -1
    took_s = time.monotonic() - begun_s
    stats = json.loads(stats_file.read_text())
    broken = sorted(set(folder.glob("*-*")) - broken_before)
    new_files = len(set(corpus.iterdir()) - known)
    slowest = f"{stats['slowest_s'] * 1000:.1f} ms, {stats['slowest_bytes']} B"
    rate = round(stats["runs"] / took_s)
    print(ROW.format(name, stats["runs"], rate, new_files, slowest, len(broken)), flush=True)
    if status != 0:
        print(log.read_text(errors="replace")[-TAIL_CHARACTERS:])
        print(f"{name} ended with status {status}: {', '.join(map(str, broken)) or log}")
    return status == 0


def _quoted(word: str) -> str:
    """A word as libFuzzer's dictionaries write it."""
    return "".join(
        character
        if character.isalnum()
        else "".join(f"\\x{byte:02X}" for byte in character.encode())
        for character in word
    )


if __name__ == "__main__":
    sys.exit(main())
