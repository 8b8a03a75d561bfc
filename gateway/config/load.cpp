#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "gateway/config/document.h"
#include "gateway/config/interpret.h"
#include "gateway/config/reading.h"
#include "gateway/config/suggest.h"

namespace quittance::config {

namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{4} * 1024 * 1024;

struct Said {
  Value value;
  Place at;
};

/// What was said for one section, or for one element of a list.
struct Element {
  Place at;
  std::map<std::string_view, Said> said;  ///< by key; the names are the table's
};

using Elements = std::map<std::string_view, std::vector<Element>>;  ///< by section

Problem unknown_section(const Block& block) {
  std::vector<std::string_view> names;
  for (const auto& section : sections()) names.push_back(section.name);
  const auto meant = nearest(block.section, names);
  const auto guess = meant.empty() ? std::string() : fmt::format("; did you mean [{}]?", meant);
  return {block.at, fmt::format("unknown section [{}]{}", block.section, guess)};
}

std::string guess_key(const Section& section, std::string_view key) {
  std::vector<std::string_view> near;
  for (const auto& option : options()) {
    if (option.section == section.name) near.push_back(option.key);
  }
  if (const auto meant = nearest(key, near); !meant.empty())
    return fmt::format("; did you mean \"{}\"?", meant);
  for (const auto& option : options()) {
    if (option.key == key) return fmt::format("; it belongs into [{}]", option.section);
  }
  return {};
}

/// Sorts what the blocks say by section and element, and complains of what is not in the table.
class Sorter {
 public:
  Sorter(Elements& elements, std::vector<Problem>& problems) : elements_(elements), problems_(problems) {}

  void add(const Block& block, const Path& folder) {
    if (block.section.empty()) {
      for (const auto& entry : block.entries) loose(entry);
      return;
    }
    const auto* section = find_section(block.section);
    if (section == nullptr) {
      problems_.push_back(unknown_section(block));
    } else if (section->list != block.list) {
      problems_.push_back({block.at, section->list
                                         ? fmt::format("[{0}] is a list: write [[{0}]]", section->name)
                                         : fmt::format("[[{0}]] is no list: write [{0}]", section->name)});
    } else {
      Element& element = element_for(*section, block.at);
      for (const auto& entry : block.entries) take(*section, entry, folder, element);
    }
  }

 private:
  void loose(const Entry& entry) {
    const auto* section = find_section(entry.key);
    if (section != nullptr) {
      const auto heading =
          section->list ? fmt::format("[[{}]]", section->name) : fmt::format("[{}]", section->name);
      problems_.push_back({entry.at, fmt::format("{} is a section: write {}", section->name, heading)});
      return;
    }
    std::string belongs;
    for (const auto& option : options()) {
      if (option.key == entry.key && belongs.empty())
        belongs = fmt::format("; it belongs into [{}]", option.section);
    }
    problems_.push_back(
        {entry.at, fmt::format("key \"{}\" stands outside of a section{}", entry.key, belongs)});
  }

  Element& element_for(const Section& section, const Place& at) {
    auto& list = elements_[section.name];
    if (section.list || list.empty()) list.push_back({at, {}});
    return list.back();
  }

  void take(const Section& section, const Entry& entry, const Path& folder, Element& element) {
    const auto* option = find_option(section.name, entry.key);
    if (option == nullptr) {
      problems_.push_back({entry.at, fmt::format("unknown key \"{}\" in [{}]{}", entry.key, section.name,
                                                 guess_key(section, entry.key))});
      return;
    }
    auto value = interpret(*option, entry.value, folder);
    if (!value) {
      problems_.push_back({entry.value_at, value.error().detail});
      return;
    }
    element.said.insert_or_assign(option->key, Said{*value, entry.at});
  }

  Elements& elements_;
  std::vector<Problem>& problems_;
};

void settle(Reading& reading, const Option& option, const std::string& label, const Element& element) {
  Setting setting{label, std::string(option.key), "", false, element.at};
  if (const auto said = element.said.find(option.key); said != element.said.end()) {
    option.store(reading.draft, said->second.value);
    setting.value = print_value(option, said->second.value);
    setting.changed = true;
    setting.at = said->second.at;
  } else if (!option.fallback.empty()) {
    const auto value = fallback_of(option);
    option.store(reading.draft, value);
    setting.value = print_value(option, value);
  }
  reading.draft.settings.push_back(std::move(setting));
}

void settle_all(Reading& reading, std::string_view section, const std::string& label,
                const Element& element) {
  for (const auto& option : options()) {
    if (option.section == section) settle(reading, option, label, element);
  }
}

/// Fills the draft section by section: what was said, else the default.
void fill(Reading& reading, const Elements& elements) {
  for (const auto& section : sections()) {
    const auto found = elements.find(section.name);
    if (!section.list) {
      settle_all(reading, section.name, std::string(section.name),
                 found == elements.end() ? Element{} : found->second.front());
      continue;
    }
    if (found == elements.end()) continue;
    for (const auto& element : found->second) {
      const bool folder = section.name == "folder";
      auto& places = folder ? reading.folders : reading.partners;
      places.push_back(element.at);
      reading.draft.folder = {};
      reading.draft.partner = {};
      settle_all(reading, section.name, fmt::format("{}[{}]", section.name, places.size()), element);
      if (folder) reading.draft.folders.push_back(reading.draft.folder);
      if (!folder) reading.draft.partners.push_back(reading.draft.partner);
    }
  }
}

struct Source {
  Path file;
  std::string text;
};

Loaded understand(const std::vector<Source>& sources, std::vector<Problem> problems) {
  Reading reading;
  reading.problems = std::move(problems);
  Elements elements;
  Sorter sorter(elements, reading.problems);
  for (const auto& source : sources) {
    auto document = read_document(source.text, source.file.string());
    std::ranges::move(document.problems, std::back_inserter(reading.problems));
    for (const auto& block : document.blocks) sorter.add(block, source.file.parent_path());
  }
  fill(reading, elements);
  // A key refused above would be missed below, and a person would be told twice of one mistake.
  if (reading.problems.empty()) check_consistency(reading);
  if (reading.problems.empty()) return {static_cast<Config>(std::move(reading.draft)), {}};
  const auto order = [&](const Problem& problem) {
    const auto file =
        std::ranges::find(sources, problem.at.file, [](const Source& s) { return s.file.string(); });
    return std::tuple(file - sources.begin(), problem.at.line, problem.at.column);
  };
  std::ranges::stable_sort(reading.problems, {}, order);
  return {std::nullopt, std::move(reading.problems)};
}

void read_file(const Path& file, std::vector<Source>& sources, std::vector<Problem>& problems) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    problems.push_back({{file.string()}, "is a folder, not a file"});
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    problems.push_back({{file.string()}, fmt::format("cannot be read: {}", std::strerror(errno))});
    return;
  }
  std::string text(kLargestFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kLargestFile) {
    problems.push_back(
        {{file.string()}, fmt::format("is larger than {} bytes: no configuration is", kLargestFile)});
    return;
  }
  sources.push_back({file, std::move(text)});
}

/// conf.d/*.toml beside `file`, in the order of their names; hidden ones are not read.
std::vector<Path> drop_ins(const Path& file) {
  std::vector<Path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path() / "conf.d", error)) {
    const auto name = entry.path().filename().string();
    if (name.ends_with(".toml") && !name.starts_with('.')) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

const Setting& Reading::setting(std::string_view section, std::string_view key) const {
  const auto found = std::ranges::find_if(draft.settings, [&](const Setting& setting) {
    return setting.section == section && setting.key == key;
  });
  assert(found != draft.settings.end());
  return *found;
}

Loaded load(const Path& file) {
  std::vector<Source> sources;
  std::vector<Problem> problems;
  read_file(file, sources, problems);
  for (const auto& drop_in : drop_ins(file)) read_file(drop_in, sources, problems);
  return understand(sources, std::move(problems));
}

Loaded load_text(std::string_view text, const Path& name) {
  return understand({{name, std::string(text)}}, {});
}

Path config_file(const std::optional<Path>& option) {
  if (option) return *option;
  const char* variable = std::getenv("QUITTANCE_CONFIG");
  return variable != nullptr && *variable != '\0' ? Path(variable) : Path("/etc/quittance/quittance.toml");
}

}  // namespace quittance::config
