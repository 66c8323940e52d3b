"""Every word that is said, and how it is laid out: phrases, messages, lists, attribution, styled text."""
