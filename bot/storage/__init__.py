"""What must outlast the process: the SQLite files, their mending, backup, and the lock of the folder."""
