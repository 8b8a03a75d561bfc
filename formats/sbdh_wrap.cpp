#include <array>

#include "formats/sbdh.h"
#include "formats/sbdh_names.h"
#include "formats/xml/ranges.h"
#include "formats/xml/write.h"

namespace quittance::formats {
namespace {

struct Identification {
  std::string_view standard, type, version;
};

void write_partner(xml::Writer& writer, std::string_view name, const ParticipantId& id) {
  writer.start(name);
  writer.start("sh:Identifier").attribute("Authority", kParticipantScheme).text(id.value()).end();
  writer.end();
}

void write_scope(xml::Writer& writer, std::string_view type, std::string_view instance,
                 std::string_view identifier) {
  writer.start("sh:Scope").leaf("sh:Type", type).leaf("sh:InstanceIdentifier", instance);
  if (!identifier.empty()) writer.leaf("sh:Identifier", identifier);
  writer.end();
}

void write_scopes(xml::Writer& writer, const BusinessHeader& header) {
  writer.start("sh:BusinessScope");
  write_scope(writer, "DOCUMENTID", header.document_type.value(), header.document_type.scheme());
  write_scope(writer, "PROCESSID", header.process.value(), header.process.scheme());
  write_scope(writer, "COUNTRY_C1", header.country_c1, "");
  if (header.mls_to) write_scope(writer, "MLS_TO", header.mls_to->value(), kParticipantScheme);
  if (!header.mls_type.empty()) write_scope(writer, "MLS_TYPE", header.mls_type, "");
  writer.end();
}

/// The envelope up to the end of its header; the writer's root is left open.
void write_header(xml::Writer& writer, const BusinessHeader& header, const Identification& what) {
  writer.start("sh:StandardBusinessDocument").declare("sh", sbdh::kNamespace);
  writer.start("sh:StandardBusinessDocumentHeader").leaf("sh:HeaderVersion", sbdh::kHeaderVersion);
  write_partner(writer, "sh:Sender", header.sender);
  write_partner(writer, "sh:Receiver", header.receiver);
  writer.start("sh:DocumentIdentification");
  writer.leaf("sh:Standard", what.standard).leaf("sh:TypeVersion", what.version);
  writer.leaf("sh:InstanceIdentifier", header.instance_identifier).leaf("sh:Type", what.type);
  writer.leaf("sh:CreationDateAndTime", to_string(header.created)).end();
  write_scopes(writer, header);
  writer.end();
}

}  // namespace

Result<Bytes> wrap(const BusinessHeader& header, BytesView document, xml::Reader& reader) {
  const auto guarded = xml::guard(document, reader.limits());
  if (!guarded) return guarded.error();
  const auto tree = reader.read(*guarded);
  if (!tree) return tree.error();
  const auto root = tree->root();
  const auto uri = tree->namespace_uri(root);
  const auto name = tree->local_name(root);
  if (uri == sbdh::kNamespace)
    return sbdh::fault("invalid-business-message", "an envelope within an envelope");
  if (uri != header.document_type.root_namespace() || name != header.document_type.root_name())
    return sbdh::fault("invalid-document-type-identifier",
                       "the document is a " + std::string(name) + ", which the document type does not name");
  xml::Writer writer(xml::Writer::Layout::compact);
  write_header(writer, header, {uri, name, header.document_type.version()});
  Bytes envelope = writer.finish();
  constexpr std::string_view kEnd = "</sh:StandardBusinessDocument>";
  envelope.resize(envelope.size() - kEnd.size());
  envelope.append(xml::element_ranges(guarded->text()).root).append(kEnd);
  return envelope;
}

Bytes wrap_binary(const BusinessHeader& header, BytesView document, std::string_view mime_type,
                  std::string_view type) {
  const std::string_view id = header.document_type.value();
  xml::Writer writer(xml::Writer::Layout::compact);
  write_header(writer, header, {id.substr(0, id.find("##")), type, header.document_type.version()});
  writer.start("BinaryContent").declare("", sbdh::kContentNamespace);
  writer.attribute("mimeType", mime_type)
      .attribute("encoding", "Base64Binary")
      .text(to_base64(document))
      .end();
  return writer.finish();
}

}  // namespace quittance::formats
