#include "gateway/config/document.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>

namespace quittance::config {

namespace {

Place place_of(const toml::source_position& at, const std::string& name) {
  return {name, at.line, at.column};
}

std::string_view name_of(toml::node_type type) {
  switch (type) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "a list";
    case toml::node_type::date: return "a date";
    case toml::node_type::time: return "a time of day";
    case toml::node_type::date_time: return "a date with time";
    default: return "something else";
  }
}

Scalar scalar_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  return Foreign{name_of(node.type())};
}

Written written_of(const toml::node& node) {
  if (const auto* list = node.as_array()) {
    std::vector<Scalar> scalars;
    for (const auto& element : *list) scalars.push_back(scalar_of(element));
    return scalars;
  }
  return std::visit([](auto&& scalar) -> Written { return scalar; }, scalar_of(node));
}

Entry entry_of(const toml::key& key, const toml::node& node, const std::string& name) {
  return {std::string(key.str()), place_of(key.source().begin, name), place_of(node.source().begin, name),
          written_of(node)};
}

Block block_of(const toml::key& key, const toml::table& table, bool list, const std::string& name) {
  // A table made by dotted keys, and an element of a list, say where they begin; a [table] is where its key
  // stands.
  const auto begin = table.source().begin ? table.source().begin : key.source().begin;
  Block block{std::string(key.str()), list, place_of(begin, name), {}};
  for (const auto& [inner, node] : table) block.entries.push_back(entry_of(inner, node, name));
  std::ranges::sort(block.entries, {}, &Entry::at);
  return block;
}

/// The tables of [[key]]; nothing when it is a list of anything else.
std::optional<std::vector<Block>> list_blocks(const toml::key& key, const toml::node& node,
                                              const std::string& name) {
  const auto* list = node.as_array();
  if (list == nullptr || list->empty()) return std::nullopt;
  std::vector<Block> blocks;
  for (const auto& element : *list) {
    const auto* table = element.as_table();
    if (table == nullptr) return std::nullopt;
    blocks.push_back(block_of(key, *table, true, name));
  }
  return blocks;
}

std::vector<Block> blocks_of(const toml::table& root, const std::string& name) {
  std::vector<Block> blocks;
  Block loose{"", false, {name, 1, 1}, {}};
  for (const auto& [key, node] : root) {
    if (const auto* table = node.as_table()) {
      blocks.push_back(block_of(key, *table, false, name));
    } else if (auto list = list_blocks(key, node, name)) {
      std::ranges::move(*list, std::back_inserter(blocks));
    } else {
      loose.entries.push_back(entry_of(key, node, name));
    }
  }
  if (!loose.entries.empty()) blocks.push_back(std::move(loose));
  std::ranges::sort(blocks, {}, &Block::at);
  return blocks;
}

}  // namespace

Document read_document(std::string_view text, const std::string& name) {
  Document document;
  try {
    const toml::table table = toml::parse(text, name);
    document.blocks = blocks_of(table, name);
  } catch (const toml::parse_error& error) {
    std::string message(error.description());
    if (message.ends_with("could not determine value type")) message += ": a text stands in quotes";
    document.problems.push_back({place_of(error.source().begin, name), std::move(message)});
  }
  return document;
}

}  // namespace quittance::config
