"""Why a file cannot be read at all, without any framework: the reading child process knows no Django."""


class Refused(Exception):
    """The whole file is refused. `code` is stable; `params` fill its message; `rows_seen` counts data rows met."""

    def __init__(self, code, *, rows_seen=0, **params):
        super().__init__(code)
        self.code = code
        self.rows_seen = rows_seen
        self.params = params
