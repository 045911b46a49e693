"""What no answer shows: reads past the end and of memory that was never written."""

import pytest
from workshop import Workshop

MODULE = """
    def total(xs, n):
        return sum(xs[:n])
"""
DRIVE = """
    import m
    for size in range(1, 13):
        for n in (size, size - 1):
            m.total([7 * i for i in range(size)], n)
"""
PORT = """
    #include <portproof/port.h>
    #include <algorithm>
    #include <cstdlib>
    #include <span>
    long total(std::span<const long> xs, long n) {{
      const long size = static_cast<long>(xs.size());
      n = n < 0 ? std::max(0L, n + size) : std::min(n, size);
      {body}
    }}
    PORTPROOF_PORT("m:total", total);
"""
RIGHT = """
      long sum = 0;
      for (long i = 0; i < n; ++i) sum += xs[i];
      return sum;
"""
# Reads one element too many, and does not use it: no answer is wrong.
PAST = """
      long sum = 0, next = size > 0 ? xs[0] : 0;
      for (long i = 0; i < n; ++i) {
        sum += next;
        next = *const_cast<const volatile long*>(xs.data() + i + 1);
      }
      return sum;
"""
# Where a flag is needed it was not set: fresh memory holds zeros, and the answer is right.
UNSET = """
      struct Settings { long count; long room[1 << 15]; long doubled; };
      auto* settings = static_cast<Settings*>(std::malloc(sizeof(Settings)));
      settings->count = n;
      asm volatile("" : : "r"(settings) : "memory");
      long sum = 0;
      for (long i = 0; i < settings->count; ++i) sum += xs[i];
      if (settings->doubled != 0) sum *= 2;
      std::free(settings);
      return sum;
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("sanitized"))
    workshop.write("m.py", MODULE)
    workshop.record("m:total", DRIVE)
    workshop.mine()
    return workshop


def build(shop, name, body, *options):
    port = shop.write(f"{name}.cc", PORT.format(body=body))
    run = shop.portproof("build", port, "-o", f"{name}_gate", *options)
    assert run.code == 0, run
    return shop.folder / f"{name}_gate"


def test_a_read_past_the_end_is_found_by_the_gate_with_sanitizers(shop):
    gate = build(shop, "past", PAST, "--sanitize")
    run = shop.gate(gate)
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert "heap-buffer-overflow" in str(finding) and finding["stage"] == "replay", run
    assert finding["title"].endswith(", with sanitizers")
    assert run.result["counts"]["match"] == 24 and run.result["sanitized"]["missing"] == "", run


def test_a_faithful_port_passes_with_sanitizers_and_the_verdict_says_so(shop):
    gate = build(shop, "right", RIGHT, "--sanitize")
    for stage in ("replay", "props"):
        run = shop.gate(gate, "--pythonpath", ".", stage=stage)
        assert run.result["findings"] == [], run
        assert run.result["sanitized"]["calls"] >= 24, run
        assert "again, with sanitizers" in run.out


def test_a_verdict_says_that_there_is_no_gate_with_sanitizers(shop):
    gate = build(shop, "plain", RIGHT)
    run = shop.gate(gate)
    assert run.code == 0, run
    assert "plain_gate_san is not there" in run.result["sanitized"]["missing"]
    assert "sanitized  no: plain_gate_san is not there" in run.out
    for made in ("plain_gate_san", "plain_gate_san_port"):
        (shop.folder / made).write_bytes(b"")
    assert shop.gate(build(shop, "plain", RIGHT)).result["sanitized"]["missing"].endswith(
        "is older than the gate: build it again")


def test_a_gate_with_sanitizers_that_fails_loses_no_findings(shop):
    gate = build(shop, "wrong", RIGHT.replace("return sum", "return sum + (n == 7)"))
    for made in ("wrong_gate_san_port", "wrong_gate_san"):
        path = shop.folder / made
        path.write_text("#!/bin/sh\nexit 4\n")
        path.chmod(0o755)
    run = shop.gate(gate)
    assert run.code == 1 and len(run.result["findings"]) == 1, run
    assert "wrong_gate_san replay did not run: exit code 4" in run.result["reasons"], run


def test_a_port_that_reads_what_it_never_set_is_unstable(shop):
    run = shop.gate(build(shop, "unset", UNSET))
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "unstable", run
    assert finding["title"] == "the port reads memory that it has not written", run
