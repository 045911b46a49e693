"""Originals whose ports have awkward types: what test_types.py records."""

import datetime
import enum
from dataclasses import dataclass
from typing import NamedTuple


class OutOfStock(Exception):
    pass


class Color(enum.Enum):
    RED = 1
    GREEN = 2


@dataclass
class Item:
    name: str
    price: int


def sort_in_place(xs):
    xs.sort()


def sort_and_return(xs):
    xs.sort()
    return xs


def sum_first(xs, n):
    return sum(xs[:n])


def sum_all(xs):
    return sum(xs)


def letters(s):
    return len(s.encode())


def count_words(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def total_of(counts):
    return sum(counts.values())


def rename(counts):
    counts["all"] = sum(counts.values())


def count_chars(text):
    return {c: text.count(c) for c in text}


def transpose(rows):
    return [[row[i] for row in rows] for i in range(len(rows[0]))] if rows else []


def first_word(text):
    words = text.split()
    return words[0] if words else None


def label(pair):
    return (pair[0] + 1, pair[1] + "!")


def anything(x):
    return x


def many_things(xs):
    return xs


def next_char(c):
    return chr(ord(c) + 1)


def find(xs, x):
    return xs.index(x) if x in xs else None


def double_it(n):
    return 2 * n


def overloaded(x):
    return x + 1


def clamp(x, *, low=0, high=10):
    return max(low, min(high, x))


def greet(name, greeting="Hello", *rest, **more):
    return greeting + ", " + name


def take(stock, n):
    if n < 0:
        raise ValueError("negative")
    if n > stock:
        raise OutOfStock(f"only {stock}")
    return stock - n


def discounted(item, percent):
    return Item(item.name, item.price * (100 - percent) // 100)


def raise_price(item):
    item.price += 1


def other_color(color):
    return Color.GREEN if color is Color.RED else Color.RED


def day_after(when, delta):
    return when + delta


def next_day(day):
    return day + datetime.timedelta(days=1)


def unique(xs):
    return set(xs)


def frozen(xs):
    return frozenset(xs)


def either_set(xs, cold):
    return frozenset(xs) if cold else set(xs)


def either_bytes(data, big):
    return bytearray(data) if big else bytes(data)


def either_list(xs, fixed):
    return tuple(xs) if fixed else list(xs)


def flip(data):
    return bytes(255 - b for b in data)


def scale(data):
    for i in range(len(data)):
        data[i] = 255 - data[i]


def colors(many):
    return set(Color) if many else {Color.RED}


def by_key(rows):
    return {row: [row] for row in rows}


def shift(xs):
    xs.insert(0, (0, "new"))


def halve_all(xs):
    xs.append(0.5)


def total_item(item, extra=0):
    return item.price + extra


def nothing(x):
    x.append(1)


class Point(NamedTuple):
    x: int
    y: int


def mirrored(point):
    return Point(point.y, point.x)


def reprice(items):
    for item in items:
        item.price *= 2
    items.reverse()
