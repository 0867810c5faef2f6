"""Forms of activities, by topic."""
