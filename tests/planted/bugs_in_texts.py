"""Planted bugs: mistakes that ports really have, of functions on texts and paths."""

from planted_bug import Bug, Original
from planted_ports import PORTS

ORIGINALS = [
    Original(
        "string:capwords",
        """
        import string
        for words in ("hello world", "a", "", "ONE two", "x  y", "it's ok", "tab\\tsep", " lead",
                      "trail ", "mixed CASE here", "a-b c-d", "1st place"):
            string.capwords(words)
            string.capwords(words, " ")
            string.capwords(words, "-")
    """,
        PORTS["capwords"],
        [
            Bug(
                "split(' ') for split()",
                "if (!sep) return words_of(s);",
                'if (!sep) return parts_of(s, " ");',
                ("  ",),
            ),
            Bug(
                "whitespace of C, not of Python",
                "c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)",
                "c == ' ' || (c >= 9 && c <= 13)",
                ("\x1c",),
            ),
            Bug("only the first letter's case", "c = lower(c);", "", ("aA",)),
            Bug(
                "empty input",
                'const std::string glue = sep && !sep->empty() ? *sep : " ";',
                'const std::string glue = sep ? *sep : ""; ',
                ("a a",),
            ),
            Bug(
                "a missing exception",
                'if (sep.empty()) throw std::invalid_argument("empty separator");',
                "if (sep.empty()) return {s};",
                ("", ""),
            ),
        ],
        confirm=("ascii(s)", "ascii(sep)", "raises ValueError"),
    ),
    Original(
        "posixpath:splitext",
        """
        import posixpath
        for path in ("a.txt", "dir/a.tar.gz", ".bashrc", "a", "", "dir.d/file", "..", "x.",
                     "/a/b.c", "...a.b", "no ext", "caf\\xe9.md"):
            posixpath.splitext(path)
    """,
        PORTS["splitext"],
        [
            Bug("leading dots", "while (i < dot && p[i] == '.') ++i;", "", (".a",)),
            Bug(
                "dots of a folder",
                "dot == std::string::npos || dot < begin",
                "dot == std::string::npos",
                ("./",),
            ),
            Bug(
                "off by one at the end",
                "return {p.substr(0, dot), p.substr(dot)};",
                "return {p.substr(0, dot), p.substr(dot + 1)};",
                ("a.",),
            ),
            Bug("the first dot, not the last", "p.rfind('.')", "p.find('.')", ("a.a.",)),
        ],
    ),
    Original(
        "posixpath:commonprefix",
        """
        import posixpath
        for m in (["abc", "abd"], ["a"], [], ["x", "y"], ["same", "same"], ["", "a"],
                  ["/usr/lib", "/usr/local", "/usr"], ["\\xe9t\\xe9", "\\xe9l"],
                  ["ab", "abc", "abcd"]):
            posixpath.commonprefix(m)
    """,
        PORTS["commonprefix"],
        [
            Bug("empty input", "if (m.empty()) return {};", "", ([],)),
            Bug(
                "off by one at the end",
                "i < low.size() && low[i] == high[i]",
                "i + 1 < low.size() && low[i] == high[i]",
                (["a"],),
            ),
            Bug(
                "only the first two",
                "for (const Text& each : m) {",
                "std::vector<Text> two(m); two.resize(std::min<std::size_t>(2, m.size()));"
                "for (const Text& each : two) {",
                (["a", "a", ""],),
            ),
        ],
    ),
    Original(
        "html:escape",
        """
        import html
        for s in ("a", "", "<b>", "a & b", '"q"', "it's", "<a href='x'>", "&amp;", "1 < 2 > 0",
                  "nul\\0"):
            html.escape(s)
            html.escape(s, False)
            html.escape(s, quote=True)
    """,
        PORTS["escape"],
        [
            Bug(
                "replaced twice",
                "case '&': out += \"&amp;\"; break;",
                'case \'&\': out += s.find("&amp;") == std::string::npos ? "&amp;" : "&"; break;',
                ("&amp;",),
            ),
            Bug("a wrong constant", '"&#x27;"', '"&#39;"', ("'",)),
            Bug("quotes always", "if (!quote) { out += c; break; }", "", ("'", False)),
            Bug(
                "stops at NUL",
                "for (const char c : s)",
                "for (const char c : std::string(s.c_str()))",
                ("\0",),
            ),
        ],
    ),
    Original(
        "textwrap:indent",
        """
        import textwrap
        for text in ("a", "a\\nb", "", "\\n", "a\\n\\nb\\n", "  x\\n \\n y", "one\\r\\ntwo",
                     "no newline"):
            for prefix in ("  ", "> ", ""):
                textwrap.indent(text, prefix)
    """,
        PORTS["indent"],
        [
            Bug(
                "only \\n ends a line",
                "c == '\\n' || (c >= 11 && c <= 13) || (c >= 28 && c <= 30)",
                "c == '\\n'",
                ("\ra", "a"),
            ),
            Bug(
                "whitespace of C, not of Python",
                "c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)",
                "c == ' ' || (c >= 9 && c <= 13)",
                ("\x1f", "a"),
            ),
            Bug(
                "empty lines too",
                "if (!is_blank(line)) out += prefix;",
                "out += prefix;",
                ("\n", "a"),
            ),
            Bug(
                "blank means empty",
                "if (!is_blank(line)) out += prefix;",
                'if (line != "\\n") out += prefix;',
                (" ", "a"),
            ),
        ],
        confirm=("ascii(text)",),
    ),
]
