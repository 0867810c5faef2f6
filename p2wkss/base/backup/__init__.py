"""Backups: the database and the media files in one sealed file, and the proof that it can be restored.

``sealed_stream`` is the envelope, ``databases`` knows how each database is read and filled, ``archive`` puts both and
the media together. The commands ``backup``, ``restore`` and ``drill`` are what people use.
"""
