"""Who said what: quotations between marks, and the speaker where the sentence leaves no doubt."""

from retrieval.quotes.attribution import find_quotations, find_statements
from retrieval.quotes.marks import quoted_spans
from retrieval.quotes.sentence import Statement
from retrieval.quotes.speakers import speaker_of

__all__ = ["Statement", "find_quotations", "find_statements", "quoted_spans", "speaker_of"]
