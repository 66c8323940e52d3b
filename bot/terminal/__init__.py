"""The front end at a terminal: console, tables, streams and the shell's completion."""
