#include "formats/identifiers.h"

#include <fmt/format.h>

#include <algorithm>

namespace quittance::formats {
namespace {

constexpr std::size_t kMaxIdentifier = 130;
constexpr std::size_t kMaxDocumentType = 500;
constexpr std::size_t kMaxProcess = 200;
constexpr std::size_t kMaxScheme = 25;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_identifier_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string folded(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

/// Quotes at most 60 characters, visible ASCII only: identifiers come from anybody and go into logs.
std::string quoted(std::string_view text) {
  std::string shown = "\"";
  for (const char c : text.substr(0, 60)) shown += c > 0x20 && c < 0x7f ? c : '?';
  return shown + (text.size() > 60 ? "…\"" : "\"");
}

Error refused(std::string_view text, std::string_view reason) {
  return Error{"PEPPOL-ID", Retry::never, fmt::format("{} {}", quoted(text), reason)};
}

bool is_visible(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

struct Qualified {
  std::string_view scheme, value;
};

Result<Qualified> split(std::string_view text) {
  const std::size_t mark = text.find("::");
  if (mark == std::string_view::npos) return refused(text, "has no scheme");
  return Qualified{text.substr(0, mark), text.substr(mark + 2)};
}

}  // namespace

ParticipantId::ParticipantId(std::string_view value) : value_(value), folded_(formats::folded(value)) {}

Result<ParticipantId> ParticipantId::parse(std::string_view value) {
  if (value.size() < 6 || value[4] != ':' || !std::all_of(value.begin(), value.begin() + 4, is_digit))
    return refused(value, "is not four digits, a colon and an identifier");
  const auto identifier = value.substr(5);
  if (identifier.size() > kMaxIdentifier ||
      !std::all_of(identifier.begin(), identifier.end(), is_identifier_character))
    return refused(value, "is not 1 to 130 letters, digits, hyphens, points, underscores and tildes");
  return ParticipantId(value);
}

Result<ParticipantId> ParticipantId::parse_qualified(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return parts.error();
  if (formats::folded(parts->scheme) != kParticipantScheme)
    return refused(text, "is not of iso6523-actorid-upis");
  return parse(parts->value);
}

Result<ParticipantId> ParticipantId::of_endpoint(std::string_view scheme, std::string_view identifier) {
  return parse(std::string(scheme) + ":" + std::string(identifier));
}

Result<DocumentTypeId> DocumentTypeId::parse(std::string_view scheme, std::string_view value) {
  const bool wildcard = scheme == kWildcardDocumentScheme;
  if (!wildcard && scheme != kExactDocumentScheme) return refused(scheme, "is no scheme of document types");
  if (!is_visible(value, kMaxDocumentType)) return refused(value, "is not 1 to 500 visible ASCII characters");
  DocumentTypeId id(scheme, value);
  const std::size_t star = value.find('*');
  if (star == std::string_view::npos) return id;
  const auto customization = id.customization();
  const bool in_place = wildcard && customization.size() > 1 && id.is_wildcard() &&
                        customization[customization.size() - 2] != '@' && star == value.rfind('*');
  if (!in_place) return refused(value, "has an asterisk where none may be");
  return id;
}

Result<DocumentTypeId> DocumentTypeId::parse_qualified(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return parts.error();
  return parse(parts->scheme, parts->value);
}

std::string_view DocumentTypeId::root_namespace() const {
  const auto head = std::string_view(value_).substr(0, value_.find("##"));
  const std::size_t mark = head.rfind("::");
  return mark == std::string_view::npos ? std::string_view() : head.substr(0, mark);
}

std::string_view DocumentTypeId::root_name() const {
  const auto head = std::string_view(value_).substr(0, value_.find("##"));
  const std::size_t mark = head.rfind("::");
  return mark == std::string_view::npos ? std::string_view() : head.substr(mark + 2);
}

std::string_view DocumentTypeId::customization() const {
  const std::size_t start = value_.find("##");
  if (start == std::string::npos) return {};
  const auto tail = std::string_view(value_).substr(start + 2);
  const std::size_t mark = tail.rfind("::");
  return mark == std::string_view::npos ? tail : tail.substr(0, mark);
}

std::string_view DocumentTypeId::version() const {
  const std::size_t start = value_.find("##");
  if (start == std::string::npos) return {};
  const auto tail = std::string_view(value_).substr(start + 2);
  const std::size_t mark = tail.rfind("::");
  return mark == std::string_view::npos ? std::string_view() : tail.substr(mark + 2);
}

Result<ProcessId> ProcessId::parse(std::string_view value, std::string_view scheme) {
  if (!is_visible(scheme, kMaxScheme)) return refused(scheme, "is no scheme of processes");
  if (!is_visible(value, kMaxProcess)) return refused(value, "is not 1 to 200 visible ASCII characters");
  return ProcessId(scheme, value);
}

Result<ProcessId> ProcessId::parse_qualified(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return parts.error();
  return parse(parts->value, parts->scheme);
}

}  // namespace quittance::formats
