"""Side-by-side measurements, each printing what it claims."""
