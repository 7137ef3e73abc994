"""Video files: what the server does to a camera's frames, done to a clip's."""
