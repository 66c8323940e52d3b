"""Looks at everything a bot needs, says what is wrong and what to do, and does it where it may."""
