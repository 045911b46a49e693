"""Converts the colours that programs use: named ones fading to white, the web's cube, ramps."""
import colorsys

NAMED = """
f0f8ff aliceblue    faebd7 antiquewhite 7fffd4 aquamarine   f5f5dc beige        0000ff blue
8a2be2 blueviolet   a52a2a brown        deb887 burlywood    5f9ea0 cadetblue    7fff00 chartreuse
d2691e chocolate    ff7f50 coral        6495ed cornflower   dc143c crimson      00ffff cyan
00008b darkblue     008b8b darkcyan     b8860b darkgolden   006400 darkgreen    bdb76b darkkhaki
8b008b darkmagenta  556b2f darkolive    ff8c00 darkorange   9932cc darkorchid   8b0000 darkred
e9967a darksalmon   483d8b darkslate    9400d3 darkviolet   ff1493 deeppink     00bfff deepskyblue
1e90ff dodgerblue   b22222 firebrick    228b22 forestgreen  ffd700 gold         daa520 goldenrod
adff2f greenyellow  ff69b4 hotpink      cd5c5c indianred    4b0082 indigo       f0e68c khaki
e6e6fa lavender     fffacd lemonchiffon add8e6 lightblue    20b2aa lightseagreen 32cd32 limegreen
800000 maroon       ba55d3 orchid       3cb371 mediumgreen  c71585 violetred    191970 midnightblue
000080 navy         fdf5e6 oldlace      808000 olive        ff4500 orangered    cd853f peru
dda0dd plum         b0e0e6 powderblue   800080 purple       663399 rebecca      bc8f8f rosybrown
4169e1 royalblue    8b4513 saddlebrown  fa8072 salmon       2e8b57 seagreen     a0522d sienna
87ceeb skyblue      6a5acd slateblue    708090 slategray    00ff7f springgreen  4682b4 steelblue
d2b48c tan          008080 teal         d8bfd8 thistle      ff6347 tomato       40e0d0 turquoise
ee82ee violet       f5deb3 wheat        ffffff white        9acd32 yellowgreen  000000 black
""".split()[::2]


def try_convert(r, g, b):
    try:
        return colorsys.rgb_to_hls(r, g, b)
    except ZeroDivisionError:  # colours beyond white and below black can meet it
        return None


def fading(r, g, b, steps=10):
    """Towards white by adding a little each time, so that the last step only nearly reaches it."""
    step = 1.0 / steps
    for _ in range(steps):
        yield r, g, b
        r, g, b = (c + step * (1.0 - c) if c < 1.0 else c for c in (r, g, b))


for code in NAMED:
    r, g, b = (int(code[i:i + 2], 16) for i in (0, 2, 4))
    for colour in fading(r / 255, g / 255, b / 255):
        try_convert(*colour)
    try_convert(r / 256, g / 256, b / 256)
for r in range(0, 256, 51):
    for g in range(0, 256, 51):
        for b in range(0, 256, 51):
            try_convert(r / 255.0, g / 255.0, b / 255.0)
ramp = 0.0
for _ in range(11):
    for colour in [(ramp, ramp, ramp), (ramp, 1.0, 1.0), (1.0, ramp, 0.0), (ramp, 0.5, 1.0 - ramp)]:
        try_convert(*colour)
    ramp += 0.1
for colour in [(0, 0, 0), (1, 1, 1), (1, 0, 0), (0, 1, 1), (1.5, 0.5, 1.0), (-0.25, 0.25, 0.0)]:
    try_convert(*colour)
