"""What must outlast the process: SQLite files, their mending and backup, locks, the archive bots share."""
