// Any octets as a regular expression, its flags and a text: it must end, and its three ways of matching must
// agree.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "validators/regex/regex.h"

using quittance::regex::Regex;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t first = input.find('\0');
  const std::size_t second = first == std::string_view::npos ? first : input.find('\0', first + 1);
  if (second == std::string_view::npos) return 0;
  const std::string_view text = input.substr(second + 1);
  const auto regex = Regex::compile(input.substr(first + 1, second - first - 1), input.substr(0, first));
  if (!regex) return 0;
  const auto matches = regex->matches(text);
  const auto all = regex->find_all(text);
  if (matches && all && *matches == all->empty()) std::abort();
  const auto tokens = regex->tokenize(text);
  if (tokens && all && !text.empty() && tokens->size() != all->size() + 1) std::abort();
  const bool literal = input.substr(0, first).find('q') != std::string_view::npos;
  const auto same = regex->replace(text, "$0");
  if (same && !literal && *same != text) std::abort();
  return 0;
}
