"""Scenarios: records changed as a file says, and what that does to emissions, intensities and verdicts.

Belongs here: the file, changing records, comparing the two results, writing the comparison. Does not belong here:
computing either result, which is the same work for both.

A scenario is never a part of a release: what is published stands on records alone (docs/adr/0016).
"""

from smelter_ghg.scenario.changed_records import change_records
from smelter_ghg.scenario.comparison import Comparison, Outcome, compare
from smelter_ghg.scenario.scenario_file import Scenario, ScenarioError, load_scenario

__all__ = ["Comparison", "Outcome", "Scenario", "ScenarioError", "change_records", "compare", "load_scenario"]
