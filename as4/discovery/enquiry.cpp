#include "as4/discovery/enquiry.h"

#include <fmt/format.h>

#include <sstream>

namespace quittance::as4 {

namespace {

constexpr std::string_view kServices = "/services/";

/// RFC 3986, 2.3: what is never escaped.
bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool whole = text[i] == '%' && text.size() - i > 2;
    const int high = whole ? hex_digit(text[i + 1]) : -1, low = whole ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string line_of(const NaptrAnswer& answer) {
  if (!answer.exists) return "no such name";
  if (answer.records.empty()) return "no NAPTR record";
  std::ostringstream line;
  line << "TTL " << answer.ttl.count();
  for (const Naptr& record : answer.records) line << "; " << record;
  return line.str();
}

std::string line_of(const Published& published) {
  return published.exists ? fmt::format("{} bytes", published.document.size()) : "404";
}

}  // namespace

std::string group_url(const std::string& base, const formats::ParticipantId& participant) {
  return base + "/" + escaped(participant.qualified());
}

std::string metadata_url(const std::string& base, const formats::ParticipantId& participant,
                         const formats::DocumentTypeId& document_type) {
  return group_url(base, participant) + std::string(kServices) + escaped(document_type.qualified());
}

std::string document_type_in(const std::string& url) {
  const std::size_t at = url.rfind(kServices);
  return at == std::string::npos ? url : unescaped(std::string_view(url).substr(at + kServices.size()));
}

Enquiry::Enquiry(Sources& sources, bool afresh)
    : sources_(sources),
      afresh_(afresh),
      at_(sources.clock.wall()),
      deadline_(std::chrono::steady_clock::now() + sources.settings.limit) {}

std::chrono::milliseconds Enquiry::left(std::chrono::milliseconds at_most) const {
  const auto whole =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
  return std::clamp(whole, std::chrono::milliseconds(0), at_most);
}

void Enquiry::note(std::string question, std::string answer, Bytes bytes, bool cached) {
  inquiries_.push_back({std::move(question), std::move(answer), std::move(bytes), cached});
}

Result<NaptrAnswer> Enquiry::ask_dns(const std::string& name) {
  const std::string question = "NAPTR " + name;
  const auto now = sources_.clock.steady();
  if (auto known = afresh_ ? std::nullopt : sources_.names.fresh(name, now)) {
    note(question, line_of(*known), known->raw, true);
    return *std::move(known);
  }
  const DiscoverySettings& settings = sources_.settings;
  auto answer = sources_.resolver.naptr(name, left(settings.dns_limit));
  if (answer) {
    const bool positive = !answer->records.empty();
    const auto fresh = positive ? std::min(answer->ttl, settings.keep) : settings.keep_negative;
    sources_.names.keep(name, *answer, now, fresh, positive ? settings.keep_on_error : fresh);
    note(question, line_of(*answer), answer->raw);
    return answer;
  }
  note(question, answer.error().detail, "");
  if (auto known = sources_.names.stale(name, now); known && !known->records.empty()) {
    stale_ = true;
    note(question, line_of(*known), known->raw, true);
    return *std::move(known);
  }
  return answer;
}

Result<std::vector<std::string>> Enquiry::publishers_of(const formats::ParticipantId& participant) {
  auto answer = ask_dns(sml_name(participant, sources_.settings.zone));
  if (!answer) return answer.error();
  return publishers(std::move(answer->records), sources_.settings.reachable);
}

Published Enquiry::from_memory(const std::string& question, Published known) {
  note(question, line_of(known), known.document, true);
  known.cached = true;
  return known;
}

Result<Published> Enquiry::get(const std::string& url) {
  const std::string question = "GET " + url;
  const auto now = sources_.clock.steady();
  if (auto known = afresh_ ? std::nullopt : sources_.documents.fresh(url, now)) {
    return from_memory(question, *std::move(known));
  }
  const DiscoverySettings& settings = sources_.settings;
  auto exchange = sources_.client.get({url, left(settings.http_limit), settings.answer_bytes});
  const bool whole = exchange.reach == Reach::answered;
  std::string line =
      whole ? fmt::format("HTTP {}, {} bytes", exchange.status, exchange.body.size()) : exchange.detail;
  note(question, line, exchange.body);
  if (whole && exchange.status == 200) return Published{true, std::move(exchange.body), false};
  if (whole && exchange.status == 404) {
    sources_.documents.keep(url, {}, now, settings.keep_negative, settings.keep_negative);
    return Published{};
  }
  if (auto known = sources_.documents.stale(url, now); known && known->exists) {
    stale_ = true;
    return from_memory(question, *std::move(known));
  }
  return Error{"SMP-HTTP", Retry::later, url + ": " + line};
}

void Enquiry::remember(const std::string& url, const Published& good) {
  const DiscoverySettings& settings = sources_.settings;
  if (good.cached) return;
  sources_.documents.keep(url, good, sources_.clock.steady(), settings.keep, settings.keep_on_error);
}

}  // namespace quittance::as4
