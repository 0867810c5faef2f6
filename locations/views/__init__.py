"""Pages of locations, by topic."""
