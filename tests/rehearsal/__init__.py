"""What is in `deploy/`, carried out where no Docker engine runs: see `python -m tests.rehearsal --help`."""
