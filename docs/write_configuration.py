"""Write configuration.md from the table of options; `--check` only says if it is stale."""

import json
import sys
from typing import Final

from camveil.options import Option
from camveil.settings import OPTIONS
from docs.generated import ROOT, write_or_check

PAGE: Final = ROOT / "docs/configuration.md"

INTRODUCTION: Final = """\
# Configuration

Written by `make docs` from the table in `server/camveil/settings.py`; edit that instead.

Everything has a default, and one machine with one person needs none of this. What counts is the
first of: the flag of `camveil serve`, the variable of the environment, the configuration file, the
default.

The file is TOML. `camveil config path` says where this system has it; `--config FILE`, or
`CAMVEIL_CONFIG` in the environment, names another.

```toml
# config.toml
model = "general"
max_sessions = 16
log_format = "json"
```

- `camveil config` prints what counts, and who says so, as such a file.
- `camveil config init` begins one with that.
- `camveil config check` says what is wrong with file and environment, and with the model and the
  certificate that they name.
- `camveil config explain` says what is below.

A server looks at its file each second. What is marked **live** counts from then on; for the rest
it says `config-waits-for-restart` in its log. A file that cannot be used is told as
`config-ignored`, and what counted before still does. The pairing token, which lies beside the
file, is live, also while the file cannot be used. Another model, or another provider, counts for
the next picture of each camera once it is loaded; one that cannot be used is told as `model-kept`.

Model and provider can be chosen in the extension's options too: the server writes the choice into
the file and leaves all else in it as it is. If it cannot, nothing changes, and its log has
`config-not-written` and why. Where a flag or a variable decides, the options say so, and nothing is
written. Who runs a server for others and wants to choose alone gives both as flags.

In the environment several values are separated by commas; on the command line the flag is
repeated. A file's path in the file is seen from the file's own folder."""


def section(option: Option) -> str:
    """One option, for people who look for its name."""
    live = " · live" if option.live else ""
    lines = [f"## {option.name}", "", f"{option.help}. {option.more}".rstrip(), ""]
    default = "none" if option.default is None else f"`{_toml(option.default)}`"
    lines += [
        f"`{option.flag}` · `{option.variable}`{live}",
        "",
        f"It is {option.allowed}. Default: {default}.",
    ]
    return "\n".join(lines)


def page() -> str:
    return "\n\n".join([INTRODUCTION, *map(section, OPTIONS)]) + "\n"


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, __doc__))
