"""Pages of the report floor: home, lokus, search, provincial sheets, frozen sheets."""
