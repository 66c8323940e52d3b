"""The index of a large library on disk, kept true to it."""
