// A place in a spec's JSON that knows its path, so that every complaint names it. Internal.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "specs/spec.h"

namespace portproof::detail {

using Json = nlohmann::ordered_json;

/// References JSON that outlives it. Each accessor throws SpecError where the JSON is of another
/// type.
class SpecNode {
 public:
  SpecNode(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  [[noreturn]] void fail(const std::string& what) const { throw SpecError(path_ + ": " + what); }
  const Json& json() const { return json_; }
  const std::string& path() const { return path_; }

  /// An object with no other members than those of the spec's object `object`.
  const SpecNode& object(std::string_view object) const;
  /// An object with any members.
  const SpecNode& map() const;
  /// The names of the members, in order.
  std::vector<std::string> keys() const;
  bool has(std::string_view key) const { return json_.contains(key); }
  /// A member; fails where it is missing.
  SpecNode at(std::string_view key) const;
  std::optional<SpecNode> find(std::string_view key) const;
  /// The elements of an array.
  std::vector<SpecNode> elements() const;

  std::string text() const;
  std::string nonempty_text() const;
  bool boolean() const;
  std::uint64_t count(std::uint64_t greatest = 1'000'000'000'000) const;
  double real(double least, double greatest) const;
  /// One of some words; names the nearest.
  std::size_t word(std::span<const std::string_view> known) const;
  std::vector<std::string> texts() const;
  /// A Value in the wire form of docs/format.md.
  Value value() const;

 private:
  const Json& json_;
  std::string path_;
};

Domain read_domain(const SpecNode& node);
Json write_domain(const Domain& domain);
Seen read_seen(const SpecNode& node);
Json write_seen(const Seen& seen);
/// The wire form of a value as JSON.
Json value_json(ValueView value);
/// A text that may hold lone surrogates, as the wire form of a str.
Json text_json(std::string_view wtf8);
std::string read_text_value(const SpecNode& node);

/// One line where that fits, else one member a line.
std::string lay_out(const Json& json);

/// JSON that nests deeper than this is no spec.
inline constexpr std::size_t kMaxSpecDepth = 200;
std::size_t json_depth(std::string_view text);

}  // namespace portproof::detail
