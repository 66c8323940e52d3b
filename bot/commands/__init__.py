"""The command line's commands, one file each: `add_parser` says what it takes, `run` does it."""
