"""Criteria judged by what is on record, and every criterion's line for an auditor: outcome, evidence, what is missing.

Belongs here: sub-criteria of all of principle 5, of smelters and certification scopes. Does not belong here: the
threshold's own readings (`smelter_ghg.conformance.verdict`), pages.
"""

from smelter_ghg.conformance.subcriteria.assess import assess, criterion_dict

__all__ = ["assess", "criterion_dict"]
