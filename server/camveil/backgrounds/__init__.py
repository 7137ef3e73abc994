"""Images and videos that the extension sends to be put behind a person: files of strangers."""
