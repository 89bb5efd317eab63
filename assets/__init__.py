"""The graph: one module per stage, from record files to a release. Stage = key prefix = group = module.

Belongs here: which asset follows from which, and calls into `smelter_ghg` and `checks`. Does not belong here: any rule,
equation or file format, and nothing that runs the graph (`pipelines`).
"""
