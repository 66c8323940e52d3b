"""Beyond one plain question: follow-ups, questions about an article, and questions to suggest."""
