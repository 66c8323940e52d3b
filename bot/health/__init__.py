"""How the running bot is: measured by itself, told on loopback to whoever watches it."""
