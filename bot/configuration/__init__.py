"""What an operator sets: read from the environment and `.env`, checked, and asked for by `init`."""
