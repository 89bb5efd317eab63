"""The rule engine: cited rulebooks, all their readings, one verdict per smelter, period and criterion.

Belongs here: rulebooks, user confirmations, gates, legs, readings, verdicts. Does not belong here: computing
intensities, wording or drawing a verdict. Knows standards only through rulebooks/*.yaml.
"""

from smelter_ghg.conformance.catalogue import rulebook_texts, rulebooks_frame
from smelter_ghg.conformance.engine import evaluate, verdict_dict
from smelter_ghg.conformance.load import load_rulebooks, read_rulebook
from smelter_ghg.conformance.rulebook import Rulebook, RulebookError, Rulebooks
from smelter_ghg.conformance.verdict import VerdictConfig

__all__ = [
    "Rulebook",
    "RulebookError",
    "Rulebooks",
    "VerdictConfig",
    "evaluate",
    "load_rulebooks",
    "read_rulebook",
    "rulebook_texts",
    "rulebooks_frame",
    "verdict_dict",
]
