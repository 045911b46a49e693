// Takes names apart that are written "module:Qual.name".
#pragma once

#include <string_view>

namespace portproof {

/// The last part of a name: "Item" of "shop.goods:Item" and of "shop::Item".
constexpr std::string_view last_name(std::string_view name) {
  return name.substr(name.find_last_of(":.") + 1);
}

}  // namespace portproof
