"""A change in the text of a configuration file, all else of which stays as it is; pure."""

from collections.abc import Collection, Mapping

from camveil.parsed import TOO_DEEP, parsed_toml


def with_values(text: str, values: Mapping[str, str], stale: Collection[str] = ()) -> str:
    """The same with these options; comments, order and all other options stay.

    `stale` are comments, each without its #, that are not true beside a new value.
    Raises ValueError for what is no TOML.
    """
    import tomlkit  # takes a while, and only a change of the file needs it

    parsed_toml(text)  # says better what is wrong, and where
    try:
        document = tomlkit.parse(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    for name, value in values.items():
        item = tomlkit.item(value)
        document[name] = item
        if item.trivia.comment.lstrip("# ") in stale:
            item.trivia.comment = item.trivia.comment_ws = ""
    return tomlkit.dumps(document)
