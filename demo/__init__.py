"""The demo: programme year 2021 in Bojongsari RT 01/RW 02, every person and figure in it invented."""
