"""The catalogue of a large library: its index on disk, made of `archive`, kept true to it."""
