"""Summarizes samples: sizes and line lengths of the library's sources, and small tables by hand."""
import glob
import os
import statistics

STDLIB = os.path.dirname(os.__file__)
PACKAGES = ["", "json", "email", "logging", "http", "xml/dom", "unittest", "asyncio", "importlib",
            "collections", "concurrent/futures", "multiprocessing", "urllib", "html", "wsgiref"]
TABLES = [
    [21.5, 22.0, 19.75, 18.25, 23.5, 24.0, 20.125],           # degrees at noon
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],            # fractions that are not exact
    [105, 129, 87, 86, 111, 111, 89, 81, 108, 92, 110, 100],  # scores
    [1, 2], [2, 1], [0, 100], [-5, 5], [1, 2.5], [1, 1, 1], [3.5, 3.5], [1e300, -1e300],
    [12, 12.0, 13, 12.5, 0], [2**53 + 1, 2**53 - 1, 2**53], [-0.0, 0.0], [7], [],
]


def try_quantiles(data, **options):
    try:
        return statistics.quantiles(data, **options)
    except ValueError:  # StatisticsError is one
        return None


def samples():
    yield from TABLES
    for package in PACKAGES:
        files = sorted(glob.glob(f"{STDLIB}/{package}/[!_]*.py"))[:24]
        sizes = [os.path.getsize(path) for path in files]
        yield sizes
        yield [size / 1024 for size in sizes]
        for path in files[:6]:
            with open(path, encoding="utf-8") as source:
                lengths = [len(line) for line in source][:90]
            yield lengths
            yield [length / 79 for length in lengths[:40]]
            yield lengths[:3]


for data in samples():
    try_quantiles(data)
    try_quantiles(data, method="inclusive")
    try_quantiles(data, n=10)
    try_quantiles(data, n=len(data) % 13, method="inclusive")
    try_quantiles(data, n=len(data) % 7 - 1)
for data in TABLES:
    try_quantiles(data, n=100)
    try_quantiles(data, n=100, method="inclusive")
    try_quantiles(data, method="nearest")
