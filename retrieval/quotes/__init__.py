"""Who said what: quotations between marks, and the speaker where the sentence leaves no doubt."""

from retrieval.quotes.attribution import find_quotations, find_statements
from retrieval.quotes.marks import quoted_spans
from retrieval.quotes.naming import speaker_of
from retrieval.quotes.sentence import Statement

__all__ = ["Statement", "find_quotations", "find_statements", "quoted_spans", "speaker_of"]
