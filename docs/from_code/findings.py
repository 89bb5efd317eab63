"""The checks and the findings they make.

Belongs here: the catalogue as a table. Does not belong here: any check.
"""

from __future__ import annotations

from checks.as_asset_checks import ShownCheck
from checks.catalogue import checks_between_years, pathway_checks, physics_checks, record_checks, result_checks
from from_code.markdown import cell, code, table


def checks() -> str:
    """One row per check, with the tables it looks at."""
    looked_at: dict[tuple[str, str], list[ShownCheck]] = {}
    for shown in (*record_checks(), *physics_checks(), *result_checks(), *pathway_checks(), *checks_between_years()):
        looked_at.setdefault((shown.name, shown.description), []).append(shown)
    rows = [
        [
            code(name),
            cell(description),
            ", ".join(code(each) for each in sorted(set().union(*(one.check_ids for one in shown)))),
            ", ".join(code(one.asset[-1]) for one in shown),
        ]
        for (name, description), shown in looked_at.items()
    ]
    return table(["check", "what holds when it passes", "findings", "looks at"], rows)
