"""The editors' side: who may do what, taking articles in and out, and the words for it."""
