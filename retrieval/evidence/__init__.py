"""From a question to the sentences that answer it: what speaks for each, and how far it answers."""
