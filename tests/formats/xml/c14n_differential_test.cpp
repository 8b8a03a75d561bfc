// Our canonical forms against libxml2's, over random documents and subtrees. QUITTANCE_C14N_CASES=100000
// tries more than the usual.
#include <gtest/gtest.h>
#include <libxml/c14n.h>
#include <libxml/parser.h>

#include <cstdlib>
#include <memory>
#include <random>

#include "formats/xml/c14n.h"
#include "formats/xml/parse.h"

namespace quittance::xml {
namespace {

constexpr int kUsualCases = 4000;
const std::vector<std::string> kPrefixes{"", "p", "q", "r", "soap"};

/// Writes a random document: prefixes bound, bound again, used and left unused; defaults taken back; xml:
/// attributes; text of all sorts.
class Scribbler {
 public:
  explicit Scribbler(unsigned seed) : random_(seed) {}

  std::string document() {
    std::string text = maybe(3) ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "";
    for (unsigned i = below(3); i > 0; --i) text += aside() + "\n";
    text += element(0, {});
    for (unsigned i = below(3); i > 0; --i) text += "\n" + aside();
    return text;
  }
  unsigned below(unsigned end) { return std::uniform_int_distribution<unsigned>(0, end - 1)(random_); }
  bool maybe(unsigned one_in) { return below(one_in) == 0; }
  C14n form() {
    C14n form;
    form.exclusive = !maybe(3);
    form.comments = maybe(2);
    if (form.exclusive && maybe(2))
      for (const std::string& prefix : kPrefixes)
        if (maybe(2)) form.inclusive_prefixes.push_back(prefix.empty() && maybe(2) ? "#default" : prefix);
    return form;
  }

 private:
  using Scope =
      std::vector<std::pair<std::string, std::string>>;  ///< prefix, URI; the last of a prefix counts

  static std::string uri_of(const Scope& scope, const std::string& prefix) {
    for (auto one = scope.rbegin(); one != scope.rend(); ++one)
      if (one->first == prefix) return one->second;
    return "";
  }
  std::string pick(const std::vector<std::string>& all) {
    return all[below(static_cast<unsigned>(all.size()))];
  }
  std::string aside() {
    return pick(
        {"<!-- a comment -->", "<!---->", "<?target data  with spaces?>", "<?target?>", "<?t <&> ?>"});
  }
  std::string text() {
    return pick({"plain", " ", "\n\t", "&amp;&lt;&gt;", "a&#13;b", "&quot;'", "<![CDATA[<&]]>",
                 "<![CDATA[]]>", "é€", "\xF0\x9F\x98\x80", "&#x9;&#xA;", "]]&gt;", "line\r\nend\rlone",
                 "1 > 0"});
  }
  std::string value() {
    return pick({"v", "", " two  words ", "&amp;&lt;&gt;&quot;", "&#9;&#10;&#13;", "tab\there", "line\nend",
                 "'", "é", "a\r\nb", "&#x20AC;"});
  }
  std::string declarations(Scope& scope) {
    std::string text;
    for (const std::string& prefix : kPrefixes) {
      if (!maybe(4)) continue;
      const std::string uri = prefix.empty() && maybe(3) ? "" : pick({"urn:a", "urn:b", "urn:c", "urn:soap"});
      text.append(prefix.empty() ? " xmlns" : " xmlns:")
          .append(prefix)
          .append("=\"")
          .append(uri)
          .append("\"");
      scope.emplace_back(prefix, uri);
    }
    return text;
  }
  std::string attributes(const Scope& scope) {
    std::string text;
    std::vector<std::pair<std::string, std::string>> taken;  // expanded names
    for (unsigned i = below(5); i > 0; --i) {
      const std::string prefix = pick(kPrefixes), local = pick({"a", "b", "Id", "zz"});
      const std::string uri = prefix.empty() ? "" : uri_of(scope, prefix);
      if (!prefix.empty() && uri.empty()) continue;
      if (std::find(taken.begin(), taken.end(), std::pair(uri, local)) != taken.end()) continue;
      taken.emplace_back(uri, local);
      text.append(" ").append(prefix).append(prefix.empty() ? "" : ":").append(local);
      text.append("=\"").append(value()).append("\"");
    }
    if (maybe(6)) text += " xml:lang=\"" + pick({"fr", "en"}) + "\"";
    if (maybe(8)) text += " xml:space=\"preserve\"";
    return text;
  }
  std::string element(unsigned depth, Scope scope) {
    const std::string declared = declarations(scope);
    std::string prefix = pick(kPrefixes);
    if (!prefix.empty() && uri_of(scope, prefix).empty()) prefix.clear();
    const std::string name = (prefix.empty() ? "" : prefix + ":") + pick({"e", "Body", "Messaging", "x-1"});
    // Declarations and attributes stand in any order.
    const std::string given = attributes(scope);
    std::string text = "<" + name + (maybe(2) ? declared + given : given + declared);
    if (maybe(5)) return text + "/>";
    text += ">";
    for (unsigned i = depth > 5 ? 0 : below(5); i > 0; --i)
      text += maybe(3) ? this->text() : maybe(6) ? aside() : element(depth + 1, scope);
    return text + "</" + name + ">";
  }

  std::mt19937 random_;
};

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using DocumentPtr = std::unique_ptr<xmlDoc, FreeDocument>;

/// The elements in document order.
void gather(xmlNode* node, std::vector<xmlNode*>& elements) {
  for (; node != nullptr; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    elements.push_back(node);
    gather(node->children, elements);
  }
}
std::vector<NodeId> elements_of(const Tree& tree) {
  std::vector<NodeId> elements;
  for (NodeId n = 0; n < tree.size(); ++n)
    if (tree.is_element(n)) elements.push_back(n);
  return elements;
}

/// What of a document is canonicalized: a subtree, less another.
struct Chosen {
  const xmlNode* apex;  ///< nullptr: all of it
  const xmlNode* omitted;
};

bool inside(const xmlNode* node, const xmlNode* top) {
  for (; node != nullptr; node = node->parent)
    if (node == top) return true;
  return false;
}

/// libxml2 asks for each node, attributes and namespaces by their element.
int visible(void* user, xmlNode* node, xmlNode* parent) {
  const auto& chosen = *static_cast<const Chosen*>(user);
  const bool has_element = node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE;
  const xmlNode* at = has_element ? parent : node;
  if (chosen.omitted != nullptr && inside(at, chosen.omitted)) return 0;
  return chosen.apex == nullptr || inside(at, chosen.apex) ? 1 : 0;
}

std::string by_libxml2(xmlDoc* document, Chosen chosen, const C14n& form) {
  std::vector<xmlChar*> prefixes;
  std::vector<std::string> names;
  names.reserve(form.inclusive_prefixes.size());
  prefixes.reserve(form.inclusive_prefixes.size() + 1);
  for (const std::string& prefix : form.inclusive_prefixes)
    names.push_back(prefix.empty() ? "#default" : prefix);
  for (std::string& name : names) prefixes.push_back(reinterpret_cast<xmlChar*>(name.data()));
  prefixes.push_back(nullptr);
  xmlOutputBuffer* out = xmlAllocOutputBuffer(nullptr);
  const int mode = form.exclusive ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0;
  const int done = xmlC14NExecute(document, visible, &chosen, mode,
                                  form.exclusive ? prefixes.data() : nullptr, form.comments ? 1 : 0, out);
  std::string text = done < 0 ? "libxml2 failed"
                              : std::string(reinterpret_cast<const char*>(xmlOutputBufferGetContent(out)),
                                            xmlOutputBufferGetSize(out));
  xmlOutputBufferClose(out);
  return text;
}

std::string described(const C14n& form) {
  std::string text = form.exclusive ? "exclusive" : "inclusive";
  if (form.comments) text += ", comments";
  for (const std::string& prefix : form.inclusive_prefixes) text += ", prefix '" + prefix + "'";
  return text;
}

/// One document, one subtree of it, one form. False ends the run: the first difference is enough to read.
bool agree(unsigned seed) {
  Scribbler scribbler(seed);
  const std::string text = scribbler.document();
  const DocumentPtr theirs(xmlReadMemory(text.data(), static_cast<int>(text.size()), "x.xml", nullptr,
                                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  Reader reader;
  const auto ours = reader.read(text);
  EXPECT_TRUE(theirs != nullptr && ours) << "seed " << seed << "\n" << text;
  if (!theirs || !ours) return false;
  std::vector<xmlNode*> their_elements;
  gather(xmlDocGetRootElement(theirs.get()), their_elements);
  const auto our_elements = elements_of(*ours);
  EXPECT_EQ(their_elements.size(), our_elements.size()) << "seed " << seed << "\n" << text;
  if (their_elements.size() != our_elements.size()) return false;

  C14n form = scribbler.form();
  const auto any = [&] { return scribbler.below(static_cast<unsigned>(our_elements.size())); };
  const bool whole = scribbler.maybe(4);
  const auto apex = any(), omitted = any();
  Chosen chosen{whole ? nullptr : their_elements[apex], nullptr};
  // An enveloped signature never is the apex or above it.
  if (scribbler.maybe(3) && omitted > 0 &&
      (whole || !inside(their_elements[apex], their_elements[omitted]))) {
    chosen.omitted = their_elements[omitted];
    form.omitted = our_elements[omitted];
  }
  const std::string expected = by_libxml2(theirs.get(), chosen, form);
  const std::string got = canonical_form(*ours, whole ? Tree::document() : our_elements[apex], form);
  EXPECT_EQ(got, expected) << "seed " << seed << ", element " << apex << ", " << described(form) << "\n"
                           << text;
  return got == expected;
}

TEST(CanonicalFormsAgainstLibxml2, AreTheSameOverRandomDocuments) {
  const char* asked = std::getenv("QUITTANCE_C14N_CASES");
  const int cases = asked != nullptr ? std::atoi(asked) : kUsualCases;
  for (int seed = 1; seed <= cases; ++seed) ASSERT_TRUE(agree(static_cast<unsigned>(seed)));
}

}  // namespace
}  // namespace quittance::xml
