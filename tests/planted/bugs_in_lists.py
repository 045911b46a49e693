"""Planted bugs: mistakes that ports really have, of functions as teams have them."""

from planted_bug import Bug, Original
from planted_ports import PORTS

ORIGINALS = [
    Original(
        "basket:dedupe",
        """
        import basket
        for xs in ([], [1], [3, 1, 3, 2, 1], [5, 4, 3], [-1, 0, -1], list(range(20)) * 2):
            basket.dedupe(xs)
    """,
        PORTS["dedupe"],
        [
            Bug(
                "sorted for insertion order",
                "if (seen.insert(x).second) out.push_back(x);",
                "if (seen.insert(x).second) "
                "out.insert(std::lower_bound(out.begin(), out.end(), x), x);",
                ([1, 0],),
            ),
            Bug(
                "a static that remembers an earlier call",
                "std::set<long long> seen;",
                "static std::set<long long> seen; if (xs.size() < 3) seen.clear();",
                ([0, 1, 2],),
            ),
            Bug(
                "neighbours only",
                "if (seen.insert(x).second)",
                "if (out.empty() || out.back() != x)",
                ([0, 1, 0],),
            ),
            Bug(
                "integer width",
                "std::set<long long> seen;",
                "std::set<int> seen;",
                ([0, 4294967296],),
            ),
        ],
        widen=("xs",),
        module="""
        def dedupe(xs):
            return list(dict.fromkeys(xs))
    """,
    ),
    Original(
        "basket:top",
        """
        import basket
        for items in ([], [("a", 1)], [("a", 1), ("b", 2)], [("x", 3), ("y", 3), ("z", 1)],
                      [(chr(97 + i), i * 7 % 5) for i in range(12)]):
            for k in (0, 1, 2, 3, 10):
                basket.top(items, k)
    """,
        PORTS["top"],
        [
            Bug(
                "stability of sorts",
                "std::stable_sort(items.begin(), items.end(), more);",
                "std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) "
                "{ return more(a, b) || (!more(b, a) && a.first < b.first); });",
                ([("a", 0), ("", 0)], 2),
            ),
            Bug(
                "negative index",
                "if (k < 0) k = std::max<long long>(0, size + k);",
                "if (k < 0) k = 0;",
                ([("", 0), ("", 0)], -1),
            ),
            Bug(
                "slice clamping",
                "k = std::min(k, size);",
                'if (k > size) throw std::out_of_range("k");',
                ([], 1),
            ),
            Bug(
                "overflow in a comparison",
                "a.second > b.second",
                "static_cast<int>(a.second - b.second) > 0",
                ([("", 0), ("", 2147483648)], 1),
            ),
        ],
        module="""
        def top(items, k):
            return sorted(items, key=lambda item: -item[1])[:k]
    """,
        widen=("items",),
        confirm=("abs(items[*][1]) <= 2**61",),
    ),
    Original(
        "basket:moving",
        """
        import basket
        for xs in ([1, 2, 3], [5], [4, -4, 4, -4, 9], list(range(15))):
            for n in range(1, len(xs) + 1):
                basket.moving(xs, n)
    """,
        PORTS["moving"],
        [
            Bug(
                "a length used past the buffer's end",
                "if (n > size) return out;",
                "if (n > size && size > 0) return {xs.data()[n - 1]};",
                ([0], 2),
            ),
            Bug("off by one at the end", "i + n <= size", "i + n < size", ([0], 1)),
            Bug("integer width", "long long sum = 0;", "int sum = 0;", ([2147483648], 1)),
            Bug(
                "a missing exception",
                'if (n < 1) throw std::invalid_argument("n");',
                "if (n < 1) return {};",
                ([], 0),
            ),
        ],
        module="""
        def moving(xs, n):
            if n < 1:
                raise ValueError("n")
            return [sum(xs[i:i + n]) for i in range(len(xs) - n + 1)]
    """,
        widen=("xs",),
        confirm=("abs(xs[*]) <= 2**40",),
    ),
    Original(
        "basket:arrange",
        """
        import basket
        for xs in ([], [1], [2, 1], [3, 1, 2], [5, 5, 1], list(range(20, 0, -1))):
            basket.arrange(xs)
    """,
        PORTS["arrange"],
        [
            Bug("mutated argument", "std::sort(xs.begin(), xs.end());", "", ([1, 0],)),
            Bug(
                "the wrong direction",
                "std::sort(xs.begin(), xs.end());",
                "std::sort(xs.rbegin(), xs.rend());",
                ([0, 1],),
            ),
            Bug(
                "a wrong result",
                "return static_cast<long long>(xs.size());",
                "return static_cast<long long>(std::unique(xs.begin(), xs.end()) - xs.begin());",
                ([0, 0],),
            ),
        ],
        module="""
        def arrange(xs):
            xs.sort()
            return len(xs)
    """,
    ),
]
