"""What is wrong with the tables: functions from tables to findings, and the one adapter that shows them in Dagster.

Belongs here: contracts as Pandera schemas, keys, dates, references, totals, and what a refused row takes with it. Does
not belong here: reading files, physics (`smelter_ghg.physics`), or deciding what is computed from an accepted row.
"""
