// Tests that totals do not depend on the order of the reports, and keep the smallest example.
#include "replay/totals.h"

#include <catch2/catch.hpp>

using namespace portproof;

namespace {

BlockReport report(std::uint64_t block, std::uint64_t count, const std::string& trace) {
  BlockReport result;
  result.block = block;
  result.counts[static_cast<std::size_t>(VerdictKind::match)] = 10;
  result.counts[static_cast<std::size_t>(VerdictKind::undecided)] = count;
  result.shapes = std::uint64_t{1} << block;
  result.matched = {1, 2, block + 10};
  ClassReport entry;
  entry.key = "k";
  entry.kind = VerdictKind::undecided;
  entry.count = count;
  entry.example.emplace();
  entry.example->trace = trace;
  entry.example->index = block;
  result.classes.push_back(entry);
  return result;
}

void check(RunTotals totals) {
  CHECK(totals.counts[static_cast<std::size_t>(VerdictKind::match)] == 30);
  CHECK(totals.classes.at("k").count == 6);
  CHECK(totals.classes.at("k").example.trace == "bb");
  CHECK(totals.classes.at("k").example.index == 1);
  CHECK(totals.shapes == 7);
  CHECK(totals.distinct_matches == 5);
}

}  // namespace

TEST_CASE("a message that no worker of ours writes is refused, whatever it holds") {
  BlockReport sent = report(0, 1, "t");
  const std::string good = to_message(sent);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string message = good;
    const std::size_t at = message.find(from);
    REQUIRE(at != std::string::npos);
    return message.replace(at, from.size(), to);
  };
  CHECK_NOTHROW(parse_message(good));
  for (const std::string& message :
       {std::string("nonsense"), std::string("[]"), std::string("{}"), std::string("null"),
        std::string(100'000, '['), with("\"kind\":2", "\"kind\":99"),
        with("\"kind\":2", "\"kind\":-1"), with("\"kind\":2", "\"kind\":1e300"),
        with("\"where\":0", "\"where\":3"), with("\"shapes\":1", "\"shapes\":-1"),
        with("\"file\":0", "\"file\":4294967296"), with("\"count\":1", "\"count\":\"1\""),
        with("\"counts\":[10,", "\"counts\":["), with("\"index\":0", "\"index\":1099511627776"),
        with("\"classes\":[", "\"classes\":[1,"), with("\"kind\":\"\"", "\"kind\":null")}) {
    CAPTURE(message.substr(0, 300));
    CHECK_THROWS_AS(parse_message(message), ProtocolError);
  }
  CHECK_THROWS_AS(parse_message("{\"done\":-1,\"text\":\"\",\"python\":\"\"}"), ProtocolError);
  WorkerConfig config;
  CHECK_NOTHROW(parse_worker_config(to_message(config)));
  config.jobs = 0;
  CHECK_THROWS_AS(parse_worker_config(to_message(config)), ProtocolError);
}

TEST_CASE("totals are the same in any order") {
  const BlockReport reports[] = {report(0, 1, "ccc"), report(1, 2, "bb"), report(2, 3, "bb")};
  Totals forward, backward;
  for (const BlockReport& r : reports) forward.add(r);
  for (auto it = std::rbegin(reports); it != std::rend(reports); ++it) backward.add(*it);
  CHECK(forward.calls() == 36);
  check(forward.take());
  check(backward.take());
}

TEST_CASE("messages carry reports whole, whatever bytes they hold") {
  BlockReport sent = report(3, 1, "a\xff\n\"b");
  sent.drifted = 2;
  sent.drift = "x";
  const Message message = parse_message(to_message(sent));
  REQUIRE(message.block);
  CHECK(message.block->counts == sent.counts);
  CHECK(message.block->classes.at(0).count == 1);
  CHECK(message.block->drifted == 2);
  CHECK(to_message(sent).find('\n') == std::string::npos);
  const Message done = parse_message(to_message(DoneReport{2, "text", "3.11", 0, {"x"}, 3}));
  REQUIRE(done.done);
  CHECK(done.done->error == 2);
  CHECK(done.done->files == std::vector<std::string>{"x"});
  CHECK(done.done->threads == 3);
  PortReport port{"p.cc", 7, {"E -> ValueError"}, {}};
  port.fit.assumptions = {"a"};
  port.fit.alike.dict_is_unordered = true;
  const Message loaded = parse_message(to_message(LoadReport{{"the locale"}, port}));
  REQUIRE((loaded.load && loaded.load->port));
  CHECK(loaded.load->changed == std::vector<std::string>{"the locale"});
  CHECK(loaded.load->port->line == 7);
  CHECK(loaded.load->port->fit.assumptions == port.fit.assumptions);
  CHECK(loaded.load->port->fit.alike.dict_is_unordered);
  CHECK_FALSE(loaded.load->port->fit.alike.list_is_tuple);
  WorkerConfig config;
  config.interpreter = true;
  config.effects = {"write"};
  config.variables = ~std::uint64_t{0};
  config.sequence = {CallIndex{3, 77}.packed()};
  config.passed_over = {5};
  config.damaged = Damaged::passed_over;
  const WorkerConfig read = parse_worker_config(to_message(config));
  CHECK(CallIndex::unpack(read.sequence.at(0)) == CallIndex{3, 77});
  CHECK(read.passed_over == config.passed_over);
  CHECK(read.interpreter);
  CHECK(read.effects == config.effects);
  CHECK(read.variables == config.variables);
  CHECK(read.damaged == Damaged::passed_over);
}
