"""Whether a sentence stands in the library: verbatim, alike, nearly, or not at all."""

from retrieval.checking.checking import check
from retrieval.checking.folding import fold, forgiven_between
from retrieval.checking.nearest import LONGEST, NEARLY
from retrieval.checking.results import Change, CheckResult, Forgiven, Piece, Place, Standing

__all__ = [
    "LONGEST",
    "NEARLY",
    "Change",
    "CheckResult",
    "Forgiven",
    "Piece",
    "Place",
    "Standing",
    "check",
    "fold",
    "forgiven_between",
]
