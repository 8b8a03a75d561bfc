// as4: recorded messages taken apart, and the exact bytes that would be sent.
#include "as4/as4.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "as4/envelope.h"
#include "as4/inspect.h"
#include "formats/document.h"
#include "formats/invoice.h"
#include "formats/sbdh.h"
#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/key_files.h"
#include "gateway/config/interpret.h"

namespace quittance::cli {

namespace {

using config::quote;

constexpr std::size_t kLargestMessage = std::size_t{256} << 20;
constexpr std::size_t kLargestKeyFile = std::size_t{1} << 20;

struct Asked {
  std::string file, key, passphrase_file, trust, at, folder;
  bool json = false;
};

std::string_view word(as4::Check check) {
  return check == as4::Check::good ? "good" : check == as4::Check::bad ? "bad" : "not-checked";
}

// ---- open
// ------------------------------------------------------------------------------------------------------

std::string json_typed(const as4::Typed& typed) {
  return fmt::format(R"({{"value":{},"type":{}}})", quote(typed.value), quote(typed.type));
}

std::string json_message(const as4::UserMessage& message) {
  std::string properties;
  for (const as4::Property& one : message.properties)
    properties += fmt::format("{}{}:{}", properties.empty() ? "" : ",", quote(one.name), quote(one.value));
  return fmt::format(
      R"({{"message_id":{},"timestamp":{},"from":{},"to":{},"agreement":{},"service":{},"action":{},)"
      R"("conversation_id":{},"properties":{{{}}}}})",
      quote(message.message_id), quote(to_string(message.timestamp)), json_typed(message.from),
      json_typed(message.to), quote(message.agreement.value), json_typed(message.service),
      quote(message.action), quote(message.conversation_id), properties);
}

std::string json_parts(const as4::Inspection& seen) {
  std::string parts;
  for (const as4::InspectedPart& part : seen.parts)
    parts +=
        fmt::format(R"({}{{"content_id":{},"content_type":{},"bytes":{},"decrypted":{},"payload_bytes":{}}})",
                    parts.empty() ? "" : ",", quote(part.content_id), quote(part.content_type),
                    part.size_bytes, quote(word(part.decrypted)), part.payload_bytes);
  return parts;
}

std::string json_references(const as4::Inspection& seen) {
  std::string all;
  for (const as4::InspectedReference& one : seen.references) {
    std::string transforms;
    for (const std::string& transform : one.reference.transforms)
      transforms += (transforms.empty() ? "" : ",") + quote(transform);
    all += fmt::format(
        R"({}{{"uri":{},"covers":{},"transforms":[{}],"digest_method":{},"digest_value":{},"digest":{}}})",
        all.empty() ? "" : ",", quote(one.reference.uri), quote(one.covers), transforms,
        quote(one.reference.digest_method), quote(one.reference.digest_value), quote(word(one.digest)));
  }
  return all;
}

std::string json_list(const std::vector<std::string>& items) {
  std::string all;
  for (const std::string& item : items) all += (all.empty() ? "" : ",") + quote(item);
  return all;
}

void print_json(const as4::Inspection& seen) {
  std::vector<std::string> receipted;
  receipted.reserve(seen.receipted.size());
  for (const as4::SignedReference& one : seen.receipted)
    receipted.push_back(one.uri + "=" + one.digest_value);
  const std::string signer =
      !seen.signer ? "null"
                   : fmt::format(R"({{"subject":{},"common_name":{},"serial":{},"sha256":{},"trust":{}}})",
                                 quote(seen.signer->subject()), quote(seen.signer->common_name()),
                                 quote(seen.signer->serial()), quote(seen.signer->fingerprint().hex()),
                                 quote(word(seen.trust)));
  fmt::print(
      R"({{"kind":{},"verdict":{},"code":{},"reason":{},"message":{},"signal_id":{},"ref_to_message_id":{},)"
      R"("errors":[{}],"receipted":[{}],"parts":[{}],"signer":{},"signature":{},"references":[{}]}})"
      "\n",
      quote(seen.kind), quote(seen.code.empty() ? "good" : "refused"), quote(seen.code), quote(seen.reason),
      seen.user_message ? json_message(*seen.user_message) : "null", quote(seen.signal_id),
      quote(seen.ref_to_message_id), json_list(seen.errors), json_list(receipted), json_parts(seen), signer,
      quote(word(seen.signature)), json_references(seen));
}

void print_message(const as4::UserMessage& message) {
  fmt::print(
      "  MessageId       {}\n  Timestamp       {}\n  From, To        {} -> {}\n  Service         {}\n  "
      "Action          {}\n",
      message.message_id, to_string(message.timestamp), message.from.value, message.to.value,
      message.service.value, message.action);
  for (const as4::Property& property : message.properties)
    fmt::print("  {:<15} {}\n", property.name, property.value);
}

void print_text(const as4::Inspection& seen) {
  fmt::print("{}\n", seen.kind.empty() ? "not an AS4 message that could be read" : seen.kind);
  if (seen.user_message) print_message(*seen.user_message);
  if (!seen.signal_id.empty())
    fmt::print("  MessageId       {}\n  RefToMessageId  {}\n", seen.signal_id, seen.ref_to_message_id);
  for (const std::string& error : seen.errors) fmt::print("  error           {}\n", error);
  for (const as4::SignedReference& one : seen.receipted)
    fmt::print("  receipted       {} = {}\n", one.uri, one.digest_value);
  for (const as4::InspectedPart& part : seen.parts)
    fmt::print(
        "part {} {} {} bytes{}\n", part.content_id.empty() ? "(root)" : part.content_id, part.content_type,
        part.size_bytes,
        part.decrypted == as4::Check::not_made
            ? ""
            : fmt::format(", decryption {}, payload {} bytes", word(part.decrypted), part.payload_bytes));
  if (seen.signer)
    fmt::print("signed by {} (trust {}), SignatureValue {}\n", seen.signer->subject(), word(seen.trust),
               word(seen.signature));
  for (const as4::InspectedReference& one : seen.references)
    fmt::print("  covers {:<14} {} digest {}\n", one.covers.empty() ? "nothing here" : one.covers,
               one.reference.uri, word(one.digest));
  fmt::print("verdict: {}\n", seen.code.empty() ? "good" : seen.code + " " + seen.reason);
}

Result<void> write_body(std::ofstream& out, const Body& body) {
  return body.for_each([&](BytesView piece) -> Result<void> {
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return {};
  });
}

Result<void> write_payloads(const as4::Inspection& seen, const std::string& folder) {
  for (std::size_t i = 0; i < seen.payloads.size(); ++i) {
    // Names of ours: a Content-ID is the sender's to choose.
    const std::string path = folder + "/payload-" + std::to_string(i + 1) + ".xml";
    std::ofstream out(path, std::ios::binary);
    if (auto written = write_body(out, seen.payloads[i].content); !written) return written;
    if (!out.flush()) return Error{"FILE", Retry::never, path + ": cannot be written"};
  }
  return {};
}

int open(const Asked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  const auto recorded = read_file(asked.file, kLargestMessage);
  if (!recorded) return complain(recorded.error());
  const auto entity = as4::read_recorded(*recorded);
  if (!entity)
    return complain({entity.error().code, Retry::never, asked.file + ": " + entity.error().detail});
  std::optional<keys::KeyStore> store;
  if (!asked.key.empty()) {
    const auto key = load_key(asked.key, asked.passphrase_file);
    if (!key) return complain(key.error());
    store = keys::KeyStore::make({*key}).value();
  }
  std::shared_ptr<const keys::TrustStore> trust;
  if (!asked.trust.empty()) {
    const auto pem = read_file(asked.trust, kLargestKeyFile);
    if (!pem) return complain(pem.error());
    auto made = keys::TrustStore::from_pem(*pem);
    if (!made) return complain(made.error());
    trust = *made;
  }
  const as4::Inspection seen = as4::inspect(*entity, store ? &*store : nullptr, trust.get(), *at);
  asked.json ? print_json(seen) : print_text(seen);
  if (!asked.folder.empty())
    if (auto written = write_payloads(seen, asked.folder); !written) return complain(written.error());
  return seen.code.empty() ? kFine : kNo;
}

// ---- make
// ------------------------------------------------------------------------------------------------------

struct Making {
  std::string file, from, passphrase_file, to, out, sender, receiver, process, country, message_id;
};

Result<formats::ParticipantId> party_of(const std::string& given, const formats::Identifier& endpoint,
                                        const char* option) {
  if (!given.empty()) return formats::ParticipantId::parse(given);
  auto own = formats::ParticipantId::of_endpoint(endpoint.scheme, endpoint.value);
  if (!own)
    return Error{"PEPPOL-ID", Retry::never,
                 std::string("the document names no electronic address: give ") + option};
  return own;
}

/// The header of an envelope around a bare document: from the document itself, and options where it is
/// silent.
Result<formats::BusinessHeader> header_for(const xml::Tree& document, const Making& making, Random& random) {
  const auto identity = formats::identify(document);
  auto type = formats::document_type_of(identity);
  if (!type) return type.error();
  auto process = formats::ProcessId::parse(making.process.empty() ? identity.profile : making.process);
  if (!process)
    return Error{"PEPPOL-ID", Retry::never, "the document names no process (BT-23): give --process"};
  auto invoice = formats::read_invoice(document);
  const formats::Invoice empty{};
  const formats::Invoice& read = invoice ? *invoice : empty;
  auto sender = party_of(making.sender, read.seller.endpoint, "--sender");
  if (!sender) return sender.error();
  auto receiver = party_of(making.receiver, read.buyer.endpoint, "--receiver");
  if (!receiver) return receiver.error();
  const std::string country = making.country.empty() ? read.seller.address.country : making.country;
  return formats::BusinessHeader{*sender,       *receiver,           *type, *process, country,
                                 random.uuid(), *instant_or_now(""), {},    ""};
}

struct Enveloped {
  formats::BusinessHeader header;
  Body envelope;
};

/// The document in its envelope: as it is where it has one, else in a new one.
Result<Enveloped> envelope_for(const Bytes& document, const Making& making, Random& random) {
  xml::Reader reader;
  if (auto already = formats::unwrap(document, reader)) return Enveloped{already->header, document};
  const auto tree = reader.read(document);
  if (!tree) return tree.error();
  auto header = header_for(*tree, making, random);
  if (!header) return header.error();
  auto envelope = formats::wrap(*header, document, reader);
  if (!envelope) return envelope.error();
  return Enveloped{std::move(header).value(), std::move(envelope).value()};
}

int make(const Making& making) {
  const auto document = read_file(making.file, kLargestMessage);
  if (!document) return complain(document.error());
  const auto key = load_key(making.from, making.passphrase_file);
  if (!key) return complain(key.error());
  const auto pem = read_file(making.to, kLargestKeyFile);
  if (!pem) return complain(pem.error());
  const auto receiver = keys::Certificate::parse_pem(*pem);
  if (!receiver)
    return complain({receiver.error().code, Retry::never, making.to + ": " + receiver.error().detail});
  keys::OpenSslRandom random;
  const auto enveloped = envelope_for(*document, making, random);
  if (!enveloped) return complain(enveloped.error());
  as4::Outbound outbound = as4::outbound_of(enveloped->header);
  outbound.message_id = making.message_id.empty() ? random.uuid() + "@quittance" : making.message_id;
  outbound.conversation_id = random.uuid();
  outbound.timestamp = *instant_or_now("");
  outbound.content_id = "payload-" + random.uuid() + "@quittance";
  const auto message = as4::build(outbound, enveloped->envelope, **key, *receiver, random);
  if (!message) return complain(message.error());
  std::ofstream out(making.out, std::ios::binary);
  out << "Content-Type: " << message->content_type
      << "\r\nMIME-Version: 1.0\r\nContent-Length: " << message->body.size() << "\r\n\r\n";
  if (auto written = write_body(out, message->body); !written) return complain(written.error());
  if (!out.flush()) return complain({"FILE", Retry::never, making.out + ": cannot be written"});
  fmt::print("{}: MessageId {}, {} -> {}, {} bytes\n", making.out, outbound.message_id,
             outbound.original_sender.value, outbound.final_recipient.value, message->body.size());
  return kFine;
}

void add_open(CLI::App& group, int& exit_code) {
  const auto asked = std::make_shared<Asked>();
  auto* const command =
      group.add_subcommand("open", "take a recorded message or signal apart: 0 good, 1 refused");
  command->add_option("FILE", asked->file, "HTTP request or answer, MIME body, or SOAP")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--key", asked->key, "decrypt with this key (PKCS#12 or PEM with its certificate)")
      ->check(CLI::ExistingFile);
  command->add_option("--passphrase-file", asked->passphrase_file, "holds the key's passphrase");
  command->add_option("--trust", asked->trust, "check the signer against these authorities (PEM)")
      ->check(CLI::ExistingFile);
  command->add_option("--at", asked->at, "judge certificates at this instant, default now");
  command->add_option("-d,--payloads", asked->folder, "write the payloads into this folder")
      ->check(CLI::ExistingDirectory);
  command->add_flag("--json", asked->json, "one JSON object");
  command->footer(
      "Examples:\n  quittance as4 open request.bin --key ap.p12 --passphrase-file ap.pass --trust "
      "ap-trust.pem\n"
      "  quittance as4 open receipt.xml --json | jq .references");
  command->callback([asked, &exit_code] { exit_code = open(*asked); });
}

void add_make(CLI::App& group, int& exit_code) {
  const auto making = std::make_shared<Making>();
  auto* const command = group.add_subcommand("make", "the exact bytes that would be sent");
  command->add_option("FILE", making->file, "an invoice, or a document in its Peppol envelope")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--from", making->from, "our key (PKCS#12 or PEM with its certificate)")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--passphrase-file", making->passphrase_file, "holds its passphrase");
  command->add_option("--to", making->to, "the receiver's certificate (PEM)")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("-o,--output", making->out, "the message: MIME header fields, then the HTTP body")
      ->required();
  command->add_option("--sender", making->sender, "C1, e.g. 0088:7300010000001; default BT-34");
  command->add_option("--receiver", making->receiver, "C4; default BT-49");
  command->add_option("--process", making->process, "default BT-23");
  command->add_option("--country", making->country, "of C1, default BT-40");
  command->add_option("--message-id", making->message_id, "default a new one");
  command->footer(
      "Examples:\n  quittance as4 make invoice.xml --from pki/POP000901.p12 --passphrase-file pki/passphrase "
      "--to pki/POP000902.pem -o msg\n"
      "  quittance as4 open msg --key pki/POP000902.p12 --passphrase-file pki/passphrase --trust "
      "pki/ap-trust.pem");
  command->callback([making, &exit_code] { exit_code = make(*making); });
}

}  // namespace

void add_as4(CLI::App& app, int& exit_code) {
  auto* const group = app.add_subcommand("as4", "open recorded AS4 messages, make new ones");
  group->require_subcommand(1);
  add_open(*group, exit_code);
  add_make(*group, exit_code);
}

}  // namespace quittance::cli
