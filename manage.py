#!/usr/bin/env python
"""Django's command line for the P2WKSS portal."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # What is written is not for everybody on the machine (the demo's database); collected static files are.
    os.umask(0o022 if "collectstatic" in sys.argv else 0o027)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2wkss.settings")
    execute_from_command_line(sys.argv)
