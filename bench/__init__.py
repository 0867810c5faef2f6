"""Measurements of the data paths that must stay fast: `make bench`.

Ours, stock django-import-export and the database's own limit, side by side in one run on both databases. Every
measurement is a process of its own (`python -m bench.measure NAME`), so that its memory is its own; `__main__` starts
them, `report` prints what came out. Sizes come from the environment, see `sizes`.
"""
