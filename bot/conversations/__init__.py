"""A conversation's message, command or press to a reply, whichever front end it comes through."""
