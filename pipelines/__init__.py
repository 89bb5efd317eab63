"""Everything that runs the graph: definitions, jobs, schedules, resources, storage, the command line.

Belongs here: how and when assets run. Does not belong here: what they compute.
"""

from pipelines.environment import telemetry_off

# Whoever imports the definitions, by whatever command, does so with telemetry off.
telemetry_off()
