"""A change in the text of a configuration file, all else of which stays as it is; pure."""

from collections.abc import Mapping

from camveil.parsed import TOO_DEEP, parsed_toml


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The same with these options; comments, order and all other options stay.

    Raises ValueError for what is no TOML.
    """
    import tomlkit  # takes a while, and only a change of the file needs it

    parsed_toml(text)  # says better what is wrong, and where
    try:
        document = tomlkit.parse(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    for name, value in values.items():
        document[name] = value
    return tomlkit.dumps(document)
