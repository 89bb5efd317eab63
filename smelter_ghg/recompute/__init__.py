"""A release recomputed from its own records and factors: every number again, each disagreement named.

Belongs here: the way from record cells to verdicts, one file per step, each comparing what the release holds with what
follows from the step before. Does not belong here: hashes of files (release), making anything.
"""

from smelter_ghg.recompute.book import DISAGREEMENTS
from smelter_ghg.recompute.run import Recomputation, UnreadableError, recompute

__all__ = ["DISAGREEMENTS", "Recomputation", "UnreadableError", "recompute"]
