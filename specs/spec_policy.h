// Reads what people write into a spec: comparison, waivers, the gate's policy. Internal.
#pragma once

#include <string>
#include <vector>

#include "specs/spec.h"
#include "specs/spec_node.h"

namespace portproof::detail {

/// A clause that speaks of no other parameters than `names`.
Clause read_clause(const SpecNode& node, const std::vector<std::string>& names);
void check_parameter(const SpecNode& node, const std::string& name,
                     const std::vector<std::string>& names);
ComparePolicy read_compare(const SpecNode& node);
std::vector<Waiver> read_waivers(const SpecNode& node, const std::vector<std::string>& names);
GatePolicy read_gate(const SpecNode& node);
/// The members that are kept as they were written.
Kept read_kept(const SpecNode& node, std::string_view object);

Json write_compare(const ComparePolicy& compare);
Json write_waivers(const std::vector<Waiver>& waivers);
Json write_gate(const GatePolicy& gate);
void write_kept(const Kept& kept, Json& json);

/// Whether the text is a day that exists, "2027-01-31".
bool is_date(std::string_view text);

}  // namespace portproof::detail
