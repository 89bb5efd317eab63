"""Schedules: the records checked every month, the past year computed every year. Off until someone turns them on.

Belongs here: when jobs run. Does not belong here: what they run.
"""

import dagster as dg

from pipelines.jobs import RECORDS_TO_VALIDATED, YEARLY
from pipelines.partitions import reporting_years

# Meter readings and analyses of a month are in by the fifth; the year's by the end of February.
MONTHLY_CHECK = dg.ScheduleDefinition(
    name="monthly_check",
    job=RECORDS_TO_VALIDATED,
    cron_schedule="0 6 5 * *",
    execution_timezone="UTC",
    description="Check the records on the fifth of every month.",
)


@dg.schedule(name="past_year", job=YEARLY, cron_schedule="0 6 1 3 *", execution_timezone="UTC")
def past_year(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Compute the past reporting year on the first of March, once the records hold it."""
    year = str(context.scheduled_execution_time.year - 1)
    if year not in reporting_years(context.instance):
        return dg.SkipReason(f"the records checked last have no reporting year {year}")
    return dg.RunRequest(run_key=year, partition_key=year)


SCHEDULES = (MONTHLY_CHECK, past_year)
