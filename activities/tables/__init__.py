"""Tables of activities, by topic."""
