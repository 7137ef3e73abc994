"""What is looked at: this machine, and the settings that a server would have."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from camveil.config import Configuration
from camveil.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A machine, by the places where it keeps what is looked at."""

    configuration: Configuration
    settings: Settings
    "Those of the configuration; the defaults where it cannot be used."
    token_file: Path
    root: Path = Path("/")
    "Of the file system, for what the system keeps in a place of its own."
    home: Path = field(default_factory=Path.home)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    platform: str = sys.platform
    "As `sys.platform`."
