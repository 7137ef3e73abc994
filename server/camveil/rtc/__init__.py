"""WebRTC: from an offer to a session that takes a track in and gives one back."""
