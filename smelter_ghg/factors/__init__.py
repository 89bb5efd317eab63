"""Cited factors: the shipped tables (CSV files beside this module), the user's own, and what may be used of them.

Belongs here: values with unit, range, citation and status. Does not belong here: any equation, any plant record.
Every number an equation takes that is not a record comes from here. An unverified row is never used; a user's row with
a citation takes its place.
"""

from smelter_ghg.factors.columns import FACTORS, FILE_COLUMNS, MANDATORY_COLUMNS, STATUSES, USABLE
from smelter_ghg.factors.load import FactorFileError, Factors, UnusableFactorError, load_factors, refusal
from smelter_ghg.factors.user_files import check_user_files, read_user_factors
from smelter_ghg.factors.vocabulary import PARAMETERS, Parameter

__all__ = [
    "FACTORS",
    "FILE_COLUMNS",
    "MANDATORY_COLUMNS",
    "PARAMETERS",
    "STATUSES",
    "USABLE",
    "FactorFileError",
    "Factors",
    "Parameter",
    "UnusableFactorError",
    "check_user_files",
    "load_factors",
    "read_user_factors",
    "refusal",
]
