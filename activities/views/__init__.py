"""Pages of activities, by topic."""
