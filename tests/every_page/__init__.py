"""What the suites over every page stand on: all addresses, the objects they are opened with, and who opens them."""
