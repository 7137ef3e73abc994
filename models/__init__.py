"""Models that the project ships, and the tools that make them; needed at build time only."""
