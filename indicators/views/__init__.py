"""Pages of indicators, by topic."""
