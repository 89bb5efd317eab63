"""How sure a total is: 95 % intervals by differences of the equations and by drawing their inputs.

Belongs here: what follows from the ranges in ledger_inputs. Does not belong here: where ranges come from (records,
factors), verdicts, how an interval is shown.
"""
