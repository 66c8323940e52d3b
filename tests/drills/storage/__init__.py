"""Drills of what is kept: power cuts, full disks, system calls that fail, bits that turn over.

The functions that save are the real ones; what fails under them is a process, a disk or a system call.
"""
