"""The draws of one smelter's source by bonsai_ipcc, run by the Python of an environment of its own.

Belongs here: its Monte Carlo on one source, timed. Does not belong here: installing it, comparing.
"""

from __future__ import annotations

import json
import logging
import resource
import statistics
import time
from importlib.metadata import version

import numpy as np
import pandas as pd
from bonsai_ipcc import IPCC

ROUNDS = 30
METAL, HALF_WIDTH = 60_000.0, 0.05


def main() -> None:
    """Metal and its range times the prebake factor of the IPCC, drawn ROUNDS times; prints medians as JSON."""
    logging.disable(logging.CRITICAL)
    industry = IPCC().industry.metal
    ends = {"def": METAL, "min": METAL * (1 - HALF_WIDTH), "max": METAL * (1 + HALF_WIDTH), "abs_min": 0.0}
    rows = [(2019, "DE", "prebake", name, value, "t/yr") for name, value in (ends | {"abs_max": np.inf}).items()]
    columns = ["year", "region", "activity", "property", "value", "unit"]
    industry.parameter.mp_alu = pd.DataFrame(rows, columns=columns).set_index(columns[:4])
    seconds, draws = [], 0
    for number in range(ROUNDS + 1):
        start = time.perf_counter()
        made = industry.sequence.tier1_co2_alu(year=2019, region="DE", activity="prebake", uncertainty="monte_carlo")
        if number:
            seconds.append(time.perf_counter() - start)
        draws = len(made.e_co2_tier1_.value)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"version": version("bonsai_ipcc"), "seconds": statistics.median(seconds), "draws": draws, "peak_mb": peak}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
