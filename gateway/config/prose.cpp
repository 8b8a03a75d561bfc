#include "gateway/config/prose.h"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/config/interpret.h"

namespace quittance::config {

std::string wrap(std::string_view text, std::string_view prefix, std::size_t width) {
  std::string wrapped;
  std::string line(prefix);
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (line.size() + word.size() + 1 > width && line.size() > prefix.size()) {
      wrapped += line + "\n";
      line = prefix;
    }
    line += (line.size() > prefix.size() ? " " : "") + std::string(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrapped + line + "\n";
}

std::vector<std::string_view> sentences(std::string_view text) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    const auto stop = text.find(". ");
    const auto end = stop == std::string_view::npos ? text.size() : stop + 1;
    found.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

std::string terms(const Option& option) {
  auto what = wanted(option);
  if (what.front() >= 'a' && what.front() <= 'z') what.front() = static_cast<char>(what.front() - 'a' + 'A');
  return what + (option.fallback.empty() ? ". No default."
                                         : fmt::format(". Default: {}.", written_fallback(option)));
}

std::string heading(const Section& section) {
  return section.list ? fmt::format("[[{}]]", section.name) : fmt::format("[{}]", section.name);
}

}  // namespace quittance::config
