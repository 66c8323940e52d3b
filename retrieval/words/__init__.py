"""What words mean to a question: names and whom they name, variants, times, and how telling a word is."""
