// info: what a document says about itself, without judging it.
#include <Poco/JSON/Array.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "formats/invoice.h"
#include "formats/xml/parse.h"
#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/text.h"
#include "gateway/validation/batch.h"
#include "gateway/validation/document.h"

namespace quittance::cli {
namespace {

using control::Object;
using Array = Poco::JSON::Array;
using formats::Invoice;

Object::Ptr party_json(const formats::Party& party) {
  Object::Ptr out = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  out->set("name", party.name);
  out->set("vat", party.vat_id);
  out->set("endpoint", party.endpoint.value);
  out->set("scheme", party.endpoint.scheme);
  out->set("country", party.address.country);
  out->set("mail", party.contact.email);
  return out;
}

Array::Ptr attachments_json(const Invoice& invoice) {
  Array::Ptr out = new Array;
  for (const auto& document : invoice.documents) {
    Object::Ptr each = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    each->set("reference", document.reference);
    each->set("description", document.description);
    each->set("file", document.file_name);
    each->set("mime_type", document.mime_type);
    each->set("bytes", static_cast<std::uint64_t>(document.size_bytes));
    each->set("location", document.location);
    out->add(each);
  }
  return out;
}

/// Of a document that is no invoice only what every document says, the other members are empty.
Object::Ptr info_json(const xml::Tree& tree) {
  const auto identity = formats::identify(tree);
  const auto read = formats::read_invoice(tree);
  const Invoice invoice = read ? *read : Invoice();
  Object::Ptr out = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  out->set("syntax", std::string(formats::to_string(identity.syntax)));
  out->set("root", "{" + identity.root_namespace + "}" + identity.root_name);
  out->set("customization", identity.customization);
  out->set("profile", identity.profile);
  out->set("number", invoice.number);
  out->set("type", invoice.type_code);
  out->set("issued", invoice.issued ? to_string(*invoice.issued) : "");
  out->set("due", invoice.due ? to_string(*invoice.due) : "");
  out->set("currency", invoice.currency);
  out->set("total", invoice.totals.with_vat.text);
  out->set("payable", invoice.totals.due.text);
  out->set("seller", party_json(invoice.seller));
  out->set("buyer", party_json(invoice.buyer));
  out->set("lines", static_cast<std::uint64_t>(invoice.lines.size()));
  out->set("attachments", attachments_json(invoice));
  return out;
}

void print_party(const char* role, const Object::Ptr& party) {
  if (text_of(party, "name").empty() && text_of(party, "endpoint").empty()) return;
  const auto scheme = text_of(party, "scheme");
  fmt::print("{}  {} {} {}{}{}\n", role, text_of(party, "name"), text_of(party, "vat"), scheme,
             scheme.empty() ? "" : ":", text_of(party, "endpoint"));
}

void print(const Object::Ptr& info, const std::string& file) {
  fmt::print("{}: {}\n", file, text_of(info, "syntax"));
  fmt::print("root           {}\n", text_of(info, "root"));
  for (const char* name : {"customization", "profile", "number", "type", "issued", "due"})
    if (const auto value = text_of(info, name); !value.empty()) fmt::print("{:<13}  {}\n", name, value);
  for (const char* name : {"total", "payable"})
    if (const auto value = text_of(info, name); !value.empty())
      fmt::print("{:<13}  {} {}\n", name, value, text_of(info, "currency"));
  print_party("seller       ", info->getObject("seller"));
  print_party("buyer        ", info->getObject("buyer"));
  if (text_of(info, "number").empty()) return;
  fmt::print("lines          {}\n", text_of(info, "lines"));
  const auto attachments = info->getArray("attachments");
  for (std::size_t i = 0; i < attachments->size(); ++i) {
    const auto each = attachments->getObject(static_cast<unsigned>(i));
    fmt::print("attachment     {} {} {} bytes {}\n", text_of(each, "reference"), text_of(each, "file"),
               text_of(each, "bytes"), text_of(each, "location"));
  }
}

int info(const std::string& file, bool json) {
  auto document = validation::read_input(file);
  if (!document) return fail(document.error());
  const auto bytes = validation::as_xml(std::move(document).value());
  if (!bytes) return fail({bytes.error().code, Retry::never, file + ": " + bytes.error().detail});
  xml::Reader reader;
  const auto tree = reader.read(*bytes);
  if (!tree) return fail({tree.error().code, Retry::never, file + ":" + tree.error().detail});
  const auto told = info_json(*tree);
  if (json) {
    std::cout << line_of(told) << '\n';
  } else {
    print(told, file);
  }
  return kFine;
}

}  // namespace

void add_info(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand("info", "What a document says: syntax, number, parties, amounts");
  const auto file = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  command->add_option("FILE", *file, "An XML document, or a PDF with one inside; - is standard input")
      ->required();
  command->add_flag("--json", *json, "Print one JSON object");
  command->footer(
      "Nothing is checked: see quittance validate. Exit: 0, or 2 when it is no XML that we read.\n"
      "Examples:\n  quittance info invoice.xml\n  quittance info --json - < invoice.xml | jq -r .payable");
  command->callback([file, json, &exit_code] { exit_code = info(*file, *json); });
}

}  // namespace quittance::cli
