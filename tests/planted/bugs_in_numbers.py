"""Planted bugs: mistakes that ports really have, of functions on numbers."""

from planted_bug import Bug, Original
from planted_ports import PORTS

ORIGINALS = [
    Original(
        "calendar:leapdays",
        """
        import calendar
        for a in range(1890, 2110, 7):
            for b in (1900, 1999, 2000, 2024, 2400):
                calendar.leapdays(a, b)
    """,
        PORTS["leapdays"],
        [
            Bug(
                "integer division of negatives",
                "a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)",
                "a / b",
                (0, 0),
            ),
            Bug("the century rule", "- (quotient(b, 100) - quotient(a, 100))", "", (0, 1)),
            Bug("off by one", "Int a = y1 - Int{1}", "Int a = y1", (0, 0)),
        ],
    ),
    Original(
        "bisect:bisect_left",
        """
        import bisect
        for xs in ([], [1], [1, 2, 3], [5, 5, 5], [-3, 0, 7, 9], list(range(0, 100, 3))):
            for x in (-5, 0, 1, 5, 6, 50, 200):
                bisect.bisect_left(xs, x)
                bisect.bisect_left(xs, x, 0)
                bisect.bisect_left(xs, x, 0, len(xs))
                bisect.bisect_left(xs, x, 0, len(xs) // 2)
                bisect.bisect_left(xs, x, len(xs) // 3, len(xs))
                try:
                    bisect.bisect_left(xs, x, 0, len(xs) + 2)
                except IndexError:
                    pass
    """,
        PORTS["bisect_left"],
        [
            Bug(
                "right for left",
                "a[static_cast<std::size_t>(middle)] < x",
                "a[static_cast<std::size_t>(middle)] <= x",
                ([0], 0),
            ),
            Bug(
                "a missing exception",
                'if (lo < 0) throw std::invalid_argument("lo must be non-negative");',
                "if (lo < 0) lo = 0;",
                ([], 0, -1),
            ),
            Bug(
                "a sentinel for None",
                "hi.value_or(static_cast<long long>(a.size()))",
                "hi.value_or(0) == 0 ? static_cast<long long>(a.size()) : *hi",
                ([0], 1, 0, 0),
            ),
            Bug(
                "a wrong exception",
                'throw std::out_of_range("list index out of range");',
                'throw std::invalid_argument("list index out of range");',
                ([], 0, 0, 1),
            ),
        ],
        block=("_bisect",),
        confirm=("raises IndexError",),
    ),
    Original(
        "statistics:median",
        """
        import statistics
        for data in ([1.0], [1.0, 2.0], [3.5, 1.5, 2.5], [0.1, 0.2, 0.3, 0.4],
                     [-1.0, 0.0, 1.0, 5.0],
                     [2.0] * 7, [float(i * 37 % 11) for i in range(30)]):
            statistics.median(data)
            statistics.median([x * 1.5 for x in data] + [4.0])
        try:
            statistics.median([])
        except statistics.StatisticsError:
            pass
    """,
        PORTS["median"],
        [
            Bug(
                "integer division",
                "(data[half - 1] + data[half]) / 2",
                "static_cast<double>(static_cast<long long>(data[half - 1] + data[half]) / 2)",
                ([0.0, 1.0],),
            ),
            Bug("unsorted", "std::stable_sort(data.begin(), data.end());", "", ([1.0, 0.0, 0.0],)),
            Bug(
                "float32", "return data[half];", "return static_cast<float>(data[half]);", ([0.1],)
            ),
            Bug(
                "a missing exception",
                'if (data.empty()) throw NoData("no median for empty data");',
                "if (data.empty()) return 0;",
                ([],),
            ),
            Bug("reads past the end", "data.size() / 2", "(data.size() + 1) / 2", ([0.0],)),
        ],
        confirm=("finite(data[*])",),
    ),
    Original(
        "colorsys:hsv_to_rgb",
        """
        import colorsys
        for h in (0.0, 0.1, 0.17, 0.34, 0.5, 0.67, 0.84, 0.99, 1.0):
            for s in (0.0, 0.5, 1.0):
                colorsys.hsv_to_rgb(h, s, 0.75)
                colorsys.hsv_to_rgb(h, s, 0.2)
    """,
        PORTS["hsv_to_rgb"],
        [
            Bug("modulo of negatives", "if (sector < 0) sector += 6;", "", (-1.0, 1.0, 1.0)),
            Bug(
                "another order of operations", "v * (1.0 - s * f)", "v - v * s * f", (0.1, 0.1, 0.1)
            ),
            Bug(
                "rounding for truncation",
                "std::trunc(h * 6.0)",
                "std::round(h * 6.0)",
                (0.1, 1.0, 1.0),
            ),
            Bug(
                "narrowed to int",
                "double sector = std::fmod(i, 6.0);",
                "double sector = static_cast<int>(i) % 6;",
                (1e10, 1.0, 1.0),
            ),
        ],
        widen=("h",),
        confirm=("finite(h)", "finite(s)", "finite(v)"),
    ),
]
