#include <array>

#include "formats/sbdh.h"
#include "formats/sbdh_names.h"
#include "formats/xml/outline.h"
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

/// The document element.
struct Root {
  std::string uri, name;
  Body octets;  ///< its own, without what stands around it
};

Result<Root> root_in_memory(BytesView document, xml::Reader& reader) {
  const auto guarded = xml::guard(document, reader.limits());
  if (!guarded) return guarded.error();
  const auto tree = reader.read(*guarded);
  if (!tree) return tree.error();
  return Root{std::string(tree->namespace_uri(tree->root())), std::string(tree->local_name(tree->root())),
              Body(Bytes(xml::element_ranges(guarded->text()).root))};
}

Result<Root> root_in_pieces(const Body& document, const xml::Limits& limits) {
  const auto outline = xml::outline(
      document, limits, {[](std::size_t, std::string_view, std::string_view) { return xml::Keep::hollow; }});
  if (!outline) return outline.error();
  const xml::Tree& tree = outline->tree;
  return Root{std::string(tree.namespace_uri(tree.root())), std::string(tree.local_name(tree.root())),
              outline->text.range(outline->root.begin, outline->root.end - outline->root.begin)};
}

}  // namespace

Result<Body> wrap(const BusinessHeader& header, const Body& document, xml::Reader& reader) {
  const auto root = document.in_memory() ? root_in_memory(document.view(), reader)
                                         : root_in_pieces(document, reader.limits());
  if (!root) return root.error();
  if (root->uri == sbdh::kNamespace)
    return sbdh::fault("invalid-business-message", "an envelope within an envelope");
  if (root->uri != header.document_type.root_namespace() || root->name != header.document_type.root_name())
    return sbdh::fault("invalid-document-type-identifier",
                       "the document is a " + root->name + ", which the document type does not name");
  xml::Writer writer(xml::Writer::Layout::compact);
  write_header(writer, header, {root->uri, root->name, header.document_type.version()});
  Bytes envelope = writer.finish();
  constexpr std::string_view kEnd = "</sh:StandardBusinessDocument>";
  envelope.resize(envelope.size() - kEnd.size());
  if (root->octets.in_memory()) return Body(std::move(envelope.append(root->octets.view()).append(kEnd)));
  return Body(std::move(envelope)).append(root->octets).append(Bytes(kEnd));
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
