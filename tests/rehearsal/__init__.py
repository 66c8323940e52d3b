"""What is in `deploy/`, carried out where no Docker engine runs. `python -m tests.rehearsal --help` tells how."""
