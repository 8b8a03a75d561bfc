// lookup: asks the network where a participant takes a kind of document, and shows every answer on the way.
#include <Poco/JSON/Array.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/key_files.h"
#include "gateway/config/spelling.h"
#include "gateway/serve/peppol_directory.h"
#include "gateway/serve/revocation_source.h"
#include "gateway/serve/system_clock.h"

namespace quittance::cli {
namespace {

using control::Object;
using Array = Poco::JSON::Array;

constexpr std::size_t kLargestTrust = std::size_t{1} << 20;
constexpr std::string_view kInvoice =
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:2017#compliant#urn:"
    "fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
constexpr std::string_view kCreditNote =
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2::CreditNote##urn:cen.eu:en16931:2017#"
    "compliant#"
    "urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";

struct Asked {
  std::string participant, document_type, process;
  std::string config, zone, dns, smp_trust, ap_trust, tls_trust;
  bool anywhere = false, json = false;
};

// ---- what was asked for
// ----------------------------------------------------------------------------------------------

Result<formats::ParticipantId> participant_of(const std::string& text) {
  return text.find("::") == std::string::npos ? formats::ParticipantId::parse(text)
                                              : formats::ParticipantId::parse_qualified(text);
}

Result<formats::DocumentTypeId> document_type_of(const std::string& text) {
  if (text == "invoice") return formats::DocumentTypeId::parse(formats::kExactDocumentScheme, kInvoice);
  if (text == "credit-note")
    return formats::DocumentTypeId::parse(formats::kExactDocumentScheme, kCreditNote);
  for (const std::string_view scheme : {formats::kExactDocumentScheme, formats::kWildcardDocumentScheme})
    if (text.starts_with(std::string(scheme) + "::")) return formats::DocumentTypeId::parse_qualified(text);
  const bool pint = text.find("##urn:peppol:pint:") != std::string::npos;
  return formats::DocumentTypeId::parse(
      pint ? formats::kWildcardDocumentScheme : formats::kExactDocumentScheme, text);
}

Result<formats::ProcessId> process_of(const std::string& text) {
  return text.find("::") == std::string::npos ? formats::ProcessId::parse(text)
                                              : formats::ProcessId::parse_qualified(text);
}

/// The configuration's [discovery] and [as4], with what the options say instead. Without a zone on the
/// command line there must be a configuration.
Result<config::Config> settings_of(const Asked& asked) {
  auto loaded = asked.zone.empty() || !asked.config.empty()
                    ? config::load(config::config_file(
                          asked.config.empty() ? std::nullopt : std::optional<config::Path>(asked.config)))
                    : config::load_text("", "options");
  if (!loaded.config) return Error{"CONFIG", Retry::never, loaded.problems.front().text()};
  config::Config config = std::move(*loaded.config);
  const auto take = [](const std::string& said, config::Path& place) {
    if (!said.empty()) place = said;
  };
  if (!asked.zone.empty()) config.discovery.zone = asked.zone;
  take(asked.smp_trust, config.discovery.smp_trust);
  take(asked.ap_trust, config.as4.trust_store);
  take(asked.tls_trust, config.as4.tls_trust);
  if (asked.anywhere) config.as4.peers = config::Peers::anywhere;
  if (!asked.dns.empty()) {
    auto address = config::parse_address(asked.dns);
    if (!address) return Error{"CONFIG", Retry::never, "--dns: " + asked.dns + " is not host:port"};
    config.discovery.dns = *address;
  }
  if (config.discovery.zone.empty() || config.discovery.smp_trust.empty() || config.as4.trust_store.empty())
    return Error{"CONFIG", Retry::never,
                 "who is asked, and whom do we believe? Set [discovery] zone and smp_trust and [as4] "
                 "trust_store, or give --zone, --smp-trust and --ap-trust"};
  return config;
}

Result<std::shared_ptr<const keys::TrustStore>> trust_in(const config::Path& file,
                                                         std::shared_ptr<keys::Revocation> revocation) {
  const auto pem = read_file(file.string(), kLargestTrust);
  if (!pem) return pem.error();
  auto trust = keys::TrustStore::from_pem(*pem, std::move(revocation));
  if (!trust) return Error{trust.error().code, Retry::never, file.string() + ": " + trust.error().detail};
  return trust;
}

// ---- what is told
// ----------------------------------------------------------------------------------------------------

Object::Ptr object() { return new Object(Poco::JSON_PRESERVE_KEY_ORDER); }

Object::Ptr certificate_json(const keys::Certificate& certificate) {
  Object::Ptr out = object();
  out->set("common_name", std::string(certificate.common_name()));
  out->set("subject", std::string(certificate.subject()));
  out->set("serial", std::string(certificate.serial()));
  out->set("not_before", to_string(certificate.not_before()));
  out->set("not_after", to_string(certificate.not_after()));
  out->set("sha256", certificate.fingerprint().hex());
  return out;
}

Array::Ptr inquiries_json(const std::vector<as4::Inquiry>& inquiries) {
  Array::Ptr out = new Array;
  for (const as4::Inquiry& inquiry : inquiries) {
    Object::Ptr one = object();
    one->set("question", inquiry.question);
    one->set("answer", inquiry.answer);
    one->set("bytes", static_cast<std::uint64_t>(inquiry.bytes.size()));
    one->set("sha256", inquiry.bytes.empty() ? "" : keys::sha256(inquiry.bytes).hex());
    out->add(one);
  }
  return out;
}

Array::Ptr processes_json(const as4::ServiceInformation& metadata) {
  Array::Ptr out = new Array;
  for (const as4::SmpProcess& process : metadata.processes)
    for (const as4::SmpEndpoint& endpoint : process.endpoints) {
      Object::Ptr one = object();
      one->set("process", process.id.qualified());
      one->set("transport_profile", endpoint.transport_profile);
      one->set("url", endpoint.url);
      one->set("active_from", endpoint.from);
      one->set("active_until", endpoint.until);
      one->set("contact", endpoint.contact);
      const auto certificate = keys::Certificate::parse(endpoint.certificate);
      one->set("certificate",
               certificate ? Poco::Dynamic::Var(certificate_json(*certificate)) : Poco::Dynamic::Var());
      out->add(one);
    }
  return out;
}

Object::Ptr head_json(const Asked& asked, as4::Found found, const std::string& code,
                      const std::string& detail) {
  Object::Ptr out = object();
  out->set("participant", asked.participant);
  out->set("outcome", std::string(as4::to_string(found)));
  out->set("code", code);
  out->set("detail", detail);
  return out;
}

Object::Ptr json_of(const Asked& asked, const as4::Discovery& discovery) {
  Object::Ptr out = head_json(asked, discovery.found, discovery.code, discovery.detail);
  out->set("document_type", asked.document_type);
  if (discovery.metadata) {
    out->set("registered_as", discovery.metadata->document_type.qualified());
    out->set("endpoints", processes_json(*discovery.metadata));
  }
  if (discovery.publisher) out->set("signed_by", certificate_json(*discovery.publisher));
  if (discovery.access_point) {
    out->set("url", discovery.access_point->url);
    out->set("certificate", certificate_json(discovery.access_point->certificate));
  }
  out->set("asked", inquiries_json(discovery.inquiries));
  return out;
}

Object::Ptr json_of(const Asked& asked, const as4::Listing& listing) {
  Object::Ptr out = head_json(asked, listing.found, listing.code, listing.detail);
  out->set("publisher", listing.publisher);
  Array::Ptr types = new Array;
  for (const std::string& type : listing.document_types) types->add(type);
  out->set("document_types", types);
  out->set("asked", inquiries_json(listing.inquiries));
  return out;
}

/// What comes from the network goes to a terminal: one line, no control characters.
std::string plain(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

void print_inquiries(const std::vector<as4::Inquiry>& inquiries) {
  for (const as4::Inquiry& inquiry : inquiries)
    fmt::print("asked      {}\n           {}\n", plain(inquiry.question), plain(inquiry.answer));
}

void print_outcome(as4::Found found, const std::string& code, const std::string& detail) {
  fmt::print("{}{}\n", as4::to_string(found),
             code.empty() ? "" : fmt::format(": {} {}", code, plain(detail)));
}

void print(const as4::Discovery& discovery) {
  print_inquiries(discovery.inquiries);
  if (discovery.publisher) fmt::print("signed by  {}\n", plain(std::string(discovery.publisher->subject())));
  if (discovery.metadata) {
    fmt::print("registered {}\n", plain(discovery.metadata->document_type.qualified()));
    for (const as4::SmpProcess& process : discovery.metadata->processes)
      for (const as4::SmpEndpoint& endpoint : process.endpoints)
        fmt::print("           {} {} {}\n", plain(process.id.qualified()), plain(endpoint.transport_profile),
                   plain(endpoint.url));
  }
  print_outcome(discovery.found, discovery.code, discovery.detail);
  if (const auto& point = discovery.access_point)
    fmt::print("  {}\n  {}, until {}\n", plain(point->url), plain(std::string(point->certificate.subject())),
               to_string(point->certificate.not_after()).substr(0, 10));
}

void print(const as4::Listing& listing) {
  print_inquiries(listing.inquiries);
  print_outcome(listing.found, listing.code, listing.detail);
  for (const std::string& type : listing.document_types) fmt::print("  {}\n", plain(type));
  if (!listing.document_types.empty()) fmt::print("(this list is not signed: each entry's metadata is)\n");
}

template <typename Told>
int tell(const Asked& asked, const Told& told) {
  if (asked.json)
    std::cout << line_of(control::Value(json_of(asked, told))) << '\n';
  else
    print(told);
  if (told.found == as4::Found::endpoint) return kFine;
  return told.found == as4::Found::not_registered ? kNo : kFailed;
}

int look_up(const Asked& asked, as4::Directory& directory) {
  const auto participant = participant_of(asked.participant);
  if (!participant) return fail(participant.error());
  if (asked.document_type.empty()) return tell(asked, directory.list(*participant));
  const auto document_type = document_type_of(asked.document_type);
  if (!document_type) return fail(document_type.error());
  if (asked.process.empty()) return tell(asked, directory.describe(*participant, *document_type));
  const auto process = process_of(asked.process);
  if (!process) return fail(process.error());
  return tell(asked, directory.find({*participant, *document_type, *process}));
}

int lookup(const Asked& asked) {
  const auto config = settings_of(asked);
  if (!config) return fail(config.error());
  keys::OpenSslRandom random;
  const serve::SystemClock clock;
  auto resolver = serve::resolver_of(*config, random);
  if (!resolver) return fail(resolver.error());
  auto revocation = serve::revocation_of(
      *config, *resolver, [](const keys::Certificate& certificate, const std::string& why, bool) {
        std::cerr << "quittance: whether " << certificate.subject() << " was revoked is unknown: " << why
                  << '\n';
      });
  if (!revocation) return fail(revocation.error());
  auto access_points = trust_in(config->as4.trust_store, *revocation);
  if (!access_points) return fail(access_points.error());
  auto publishers = trust_in(config->discovery.smp_trust, *revocation);
  if (!publishers) return fail(publishers.error());
  auto opened = serve::PeppolDirectory::open(
      *config, {std::move(resolver).value(), std::move(access_points).value(), std::move(publishers).value()},
      clock);
  if (!opened) return fail(opened.error());
  return look_up(asked, (*opened)->directory());
}

void add_options(CLI::App& command, Asked& asked) {
  command.add_option("PARTICIPANT", asked.participant, "e.g. 0208:0771234528")->required();
  command.add_option(
      "DOCTYPE", asked.document_type,
      "document type with or without scheme, or invoice, credit-note; without: what is registered");
  command.add_option("PROCESS", asked.process, "process, with or without scheme; without: every process");
  command.add_option("--config", asked.config, "take [discovery] and [as4] from this file");
  command.add_option("--zone", asked.zone, "DNS zone of the locator");
  command.add_option("--dns", asked.dns, "ask this DNS server, host:port");
  command.add_option("--smp-trust", asked.smp_trust, "believe publishers of these authorities (PEM)")
      ->check(CLI::ExistingFile);
  command.add_option("--ap-trust", asked.ap_trust, "believe access points of these authorities (PEM)")
      ->check(CLI::ExistingFile);
  command.add_option("--tls-trust", asked.tls_trust, "believe web servers of these authorities (PEM)")
      ->check(CLI::ExistingFile);
  command.add_flag("--anywhere", asked.anywhere, "plain HTTP, other ports and private addresses too: tests");
  command.add_flag("--json", asked.json, "one JSON object");
}

}  // namespace

void add_lookup(CLI::App& app, int& exit_code) {
  auto* const command =
      app.add_subcommand("lookup", "Where does a participant take a document? Asks SML and SMP");
  const auto asked = std::make_shared<Asked>();
  add_options(*command, *asked);
  command->footer(
      "Every answer is checked as it is before sending. Exit: 0 found, 1 not registered, 2 could not be "
      "asked\n"
      "or not be believed.\n"
      "Examples:\n  quittance lookup 0208:0771234528\n"
      "  quittance lookup 0208:0771234528 invoice urn:fdc:peppol.eu:2017:poacc:billing:01:1.0 --json\n"
      "  quittance lookup 9915:test invoice --zone participant.sml.test.tech.peppol.org --smp-trust smp.pem "
      "--ap-trust ap.pem");
  command->callback([asked, &exit_code] { exit_code = lookup(*asked); });
}

}  // namespace quittance::cli
