#include "formats/xml/outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <optional>
#include <unordered_set>
#include <xercesc/sax/InputSource.hpp>
#include <xercesc/sax/SAXParseException.hpp>
#include <xercesc/sax2/Attributes.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/BinInputStream.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/XMLUni.hpp>

#include "formats/xml/encoding.h"
#include "formats/xml/markup_stream.h"
#include "formats/xml/platform.h"
#include "formats/xml/tree_builder.h"

namespace quittance::xml {
namespace {

/// What is thrown through Xerces to stop the parse.
struct Stop {
  Error error;
};

std::string utf8(const XMLCh* text) {
  std::string converted;
  if (text != nullptr) append_utf8(text, converted);
  return converted;
}

/// The octets of a body as the parser takes them: none that the guard has not seen. What it refuses ends them
/// and stands in `refusal`: an exception would leave Xerces' reader half made, with what it holds.
class GuardedStream : public xercesc::BinInputStream {
 public:
  GuardedStream(const Body& body, MarkupStream& guard, std::optional<Error>& refusal)
      : body_(body), guard_(guard), refusal_(refusal) {}
  XMLFilePos curPos() const override { return at_; }
  const XMLCh* getContentType() const override { return nullptr; }
  XMLSize_t readBytes(XMLByte* to, const XMLSize_t most) override {
    if (piece_.empty() && !refusal_) next_piece();
    const std::size_t count = std::min<std::size_t>(most, piece_.size());
    std::copy_n(piece_.begin(), count, reinterpret_cast<char*>(to));
    piece_.remove_prefix(count);
    at_ += count;
    return count;
  }

 private:
  void next_piece() {
    const auto piece = body_.piece(at_, buffer_);
    if (!piece) {
      refusal_ = piece.error();
      return;
    }
    const auto seen = piece->empty() ? guard_.end() : guard_.feed(*piece);
    if (seen) {
      piece_ = *piece;
    } else {
      refusal_ = seen.error();
    }
  }

  const Body& body_;
  MarkupStream& guard_;
  std::optional<Error>& refusal_;
  Bytes buffer_;
  BytesView piece_;
  std::uint64_t at_ = 0;
};

class GuardedSource : public xercesc::InputSource {
 public:
  GuardedSource(const Body& body, MarkupStream& guard, std::optional<Error>& refusal)
      : InputSource(u"document"), body_(body), guard_(guard), refusal_(refusal) {
    setEncoding(xercesc::XMLUni::fgUTF8EncodingString);
  }
  xercesc::BinInputStream* makeStream() const override { return new GuardedStream(body_, guard_, refusal_); }

 private:
  const Body& body_;
  MarkupStream& guard_;
  std::optional<Error>& refusal_;
};

/// The prefixes the root declares, and which of them are used further in without being declared there anew.
class Borrowing {
 public:
  void declare(const std::string& prefix) { outer_.push_back({prefix, 0, false}); }
  void begin_child() {
    for (Prefix& one : outer_) one.borrowed = false;
  }
  void redeclare(std::size_t depth, std::string_view prefix) {
    if (Prefix* known = find(prefix)) {
      ++known->inside;
      redeclared_.push_back({depth, known});
    }
  }
  void use(std::string_view prefix) {
    if (Prefix* known = find(prefix); known != nullptr && known->inside == 0) known->borrowed = true;
  }
  void leave(std::size_t depth) {
    for (; !redeclared_.empty() && redeclared_.back().first == depth; redeclared_.pop_back())
      --redeclared_.back().second->inside;
  }
  [[nodiscard]] std::vector<std::string> borrowed() const {
    std::vector<std::string> all;
    for (const Prefix& one : outer_)
      if (one.borrowed) all.push_back(one.text);
    return all;
  }

 private:
  struct Prefix {
    std::string text;
    unsigned inside = 0;
    bool borrowed = false;
  };
  Prefix* find(std::string_view text) {
    const auto found =
        std::find_if(outer_.begin(), outer_.end(), [&](const Prefix& p) { return p.text == text; });
    return found == outer_.end() ? nullptr : &*found;
  }
  std::vector<Prefix> outer_;  // complete once the root is open: pointers into it hold
  std::vector<std::pair<std::size_t, Prefix*>> redeclared_;
};

/// "p" of "p:local".
std::string_view prefix_of(std::string_view qualified) {
  const std::size_t colon = qualified.find(':');
  return colon == std::string_view::npos ? std::string_view() : qualified.substr(0, colon);
}

class OutlineHandler : public xercesc::DefaultHandler {
 public:
  OutlineHandler(const Limits& limits, const OutlineChoice& choice) : limits_(limits), choice_(choice) {}

  Tree finish() { return builder_.finish(); }
  std::vector<std::vector<std::string>> borrowed;  ///< by each of the first children
  std::size_t child_count = 0;

  void startElement(const XMLCh* uri, const XMLCh* local, const XMLCh* qualified,
                    const xercesc::Attributes& attributes) override {
    flush();
    ++depth_;
    if (depth_ == 2) ++child_count;
    if (depth_ == 2) borrowing_.begin_child();
    const std::string name = utf8(local), space = utf8(uri), written = utf8(qualified);
    count_name(space, name);
    read_attributes(attributes);
    if (depth_ >= 2) look_at_prefixes(written);
    if (closed_at_ != 0) return;
    const Keep keep = choice_.keep(depth_, space, name);
    if (keep != Keep::whole) closed_at_ = depth_;
    kept_ = keep;
    if (keep == Keep::nothing) return;
    count_kept(kElementCost);
    std::vector<AttributeEvent> events;
    events.reserve(attributes_.size());
    for (const Attribute& one : attributes_) count_kept(kElementCost + one.value.size());
    for (const Attribute& one : attributes_)
      events.push_back({one.uri, one.local, prefix_of(one.qualified), one.value});
    std::vector<NamespaceDeclaration> declarations;
    declarations.reserve(declarations_.size());
    for (const auto& [prefix, value] : declarations_) declarations.push_back({prefix, value});
    builder_.start_element(space, name, prefix_of(written), events, declarations, {});
  }

  void endElement(const XMLCh*, const XMLCh*, const XMLCh*) override {
    flush();
    borrowing_.leave(depth_);
    if (depth_ == 2 && borrowed.size() < kOutlinedChildren) borrowed.push_back(borrowing_.borrowed());
    const bool closes = closed_at_ == depth_;
    if ((closes && kept_ != Keep::nothing) || closed_at_ == 0) builder_.end_element();
    if (closes) {
      closed_at_ = 0;
      kept_ = Keep::whole;
    }
    --depth_;
  }

  void characters(const XMLCh* const units, const XMLSize_t length) override {
    if (depth_ == 0 || (closed_at_ != 0 && kept_ != Keep::text)) return;
    text_.append(units, length);
    if (text_.size() >= kGathered) flush();
  }
  void ignorableWhitespace(const XMLCh* const units, const XMLSize_t length) override {
    characters(units, length);
  }
  void fatalError(const xercesc::SAXParseException& e) override { syntax(e); }
  void error(const xercesc::SAXParseException& e) override { syntax(e); }
  xercesc::InputSource* resolveEntity(const XMLCh*, const XMLCh*) override {
    throw Stop{{"XML-DOCTYPE", Retry::never, "nothing outside of the document is read"}};
  }

 private:
  static constexpr std::size_t kGathered = 16 << 10;
  static constexpr std::size_t kElementCost = 64;
  struct Attribute {
    std::string uri, local, qualified, value;
  };

  [[noreturn]] static void syntax(const xercesc::SAXParseException& e) {
    throw Stop{{"XML-SYNTAX", Retry::never,
                fmt::format("{}:{}: {}", e.getLineNumber(), e.getColumnNumber(), utf8(e.getMessage()))}};
  }

  /// Hands the gathered text on, but for half a character at its end.
  void flush() {
    if (text_.empty()) return;
    const bool half = text_.back() >= 0xd800 && text_.back() <= 0xdbff;
    std::u16string rest;
    if (half) {
      rest.push_back(text_.back());
      text_.pop_back();
    }
    if (closed_at_ == 0) {
      count_kept(2 * text_.size());
      builder_.text(std::u16string_view(text_), {});
    } else if (choice_.text) {
      std::string converted;
      append_utf8(text_, converted);
      if (auto taken = choice_.text(converted); !taken) throw Stop{taken.error()};
    }
    text_ = std::move(rest);
  }

  void count_kept(std::size_t bytes) {
    kept_bytes_ += bytes;
    if (kept_bytes_ > choice_.most_bytes)
      throw Stop{
          {"XML-SIZE", Retry::never, fmt::format("its head has more than {} bytes", choice_.most_bytes)}};
  }

  /// Every new name costs Xerces some hundred octets that are not in the document.
  void count_name(const std::string& uri, const std::string& local) {
    names_.insert(std::hash<std::string>()(uri + '}' + local));
    if (names_.size() > limits_.distinct_names)
      throw Stop{
          {"XML-NAMES", Retry::never, fmt::format("more than {} different names", limits_.distinct_names)}};
  }

  void read_attributes(const xercesc::Attributes& attributes) {
    attributes_.clear();
    declarations_.clear();
    for (XMLSize_t i = 0; i < attributes.getLength(); ++i) {
      Attribute one{utf8(attributes.getURI(i)), utf8(attributes.getLocalName(i)),
                    utf8(attributes.getQName(i)), utf8(attributes.getValue(i))};
      const bool named = one.qualified.starts_with("xmlns:");
      if (named || one.qualified == "xmlns") {
        count_name("xmlns", one.qualified + one.value);
        declarations_.emplace_back(named ? one.qualified.substr(6) : std::string(), std::move(one.value));
        if (depth_ == 1) borrowing_.declare(declarations_.back().first);
        if (depth_ >= 2) borrowing_.redeclare(depth_, declarations_.back().first);
        continue;
      }
      count_name(one.uri, one.local);
      attributes_.push_back(std::move(one));
    }
  }

  void look_at_prefixes(std::string_view element) {
    borrowing_.use(prefix_of(element));
    for (const Attribute& one : attributes_) {
      if (const auto prefix = prefix_of(one.qualified); !prefix.empty()) borrowing_.use(prefix);
      // A prefix in a value cannot be seen in general, but xsi:type is known to hold one.
      if (one.local == "type" && one.value.find(':') != std::string::npos)
        borrowing_.use(prefix_of(one.value));
    }
  }

  const Limits& limits_;
  const OutlineChoice& choice_;
  TreeBuilder builder_;
  Borrowing borrowing_;
  std::size_t depth_ = 0;
  std::size_t closed_at_ = 0;  ///< depth of the element below which nothing is kept; 0: none
  std::size_t kept_bytes_ = 0;
  Keep kept_ = Keep::whole;  ///< what becomes of that one
  std::u16string text_;
  std::unordered_set<std::size_t> names_;
  std::vector<Attribute> attributes_;
  std::vector<std::pair<std::string, std::string>> declarations_;
};

/// The document as UTF-8 without byte order mark, once its declaration was found right.
Result<Body> as_utf8(const Body& document, const Limits& limits) {
  constexpr std::uint64_t kDeclaration = 1024;
  Bytes buffer;
  const Body beginning = document.range(0, kDeclaration);
  const auto first = beginning.whole(buffer);
  if (!first) return first.error();
  const EncodingMark mark = detect_encoding(*first);
  if (mark.encoding != Encoding::utf8) {
    if (document.size() > kConvertedBytes)
      return Error{"XML-ENCODING", Retry::never, "a document of this size must be UTF-8"};
    const auto all = document.load();
    if (!all) return all.error();
    const auto guarded = guard(*all, limits);
    if (!guarded) return guarded.error();
    return Body(Bytes(guarded->text()));
  }
  const BytesView text = first->substr(mark.mark_size);
  const std::size_t end = text.find("?>");
  if (text.starts_with("<?xml") && end != BytesView::npos) {
    // The guard knows what may stand in a declaration.
    const Bytes declaration = Bytes(text.substr(0, end + 2)) + "<a/>";
    if (const auto good = guard(declaration, limits); !good) return good.error();
  }
  return document.range(mark.mark_size);
}

std::unique_ptr<xercesc::SAX2XMLReader> make_parser(OutlineHandler& handler) {
  using xercesc::XMLUni;
  std::unique_ptr<xercesc::SAX2XMLReader> parser(xercesc::XMLReaderFactory::createXMLReader());
  parser->setFeature(XMLUni::fgSAX2CoreNameSpaces, true);
  parser->setFeature(XMLUni::fgSAX2CoreNameSpacePrefixes, true);
  parser->setFeature(XMLUni::fgSAX2CoreValidation, false);
  parser->setFeature(XMLUni::fgXercesSchema, false);
  parser->setFeature(XMLUni::fgXercesLoadExternalDTD, false);
  parser->setFeature(XMLUni::fgXercesLoadSchema, false);
  parser->setFeature(XMLUni::fgXercesDisableDefaultEntityResolution, true);
  parser->setProperty(XMLUni::fgXercesScannerName, const_cast<XMLCh*>(XMLUni::fgWFXMLScanner));
  parser->setContentHandler(&handler);
  parser->setErrorHandler(&handler);
  parser->setEntityResolver(&handler);
  return parser;
}

}  // namespace

Result<Outline> outline(const Body& document, const Limits& limits, const OutlineChoice& choice) {
  if (document.size() > limits.size_bytes)
    return Error{"XML-SIZE", Retry::never,
                 fmt::format("a document of more than {} bytes", limits.size_bytes)};
  if (document.empty()) return Error{"XML-EMPTY", Retry::never, "an empty document"};
  auto text = as_utf8(document, limits);
  if (!text) return text.error();
  start_platform();
  MarkupStream guard(limits);
  OutlineHandler handler(limits, choice);
  std::optional<Error> refusal;
  try {
    make_parser(handler)->parse(GuardedSource(*text, guard, refusal));
  } catch (const Stop& stopped) {
    return refusal ? *refusal : stopped.error;
  } catch (const xercesc::OutOfMemoryException&) {
    throw std::bad_alloc();
  } catch (const xercesc::XMLException& e) {
    return refusal ? *refusal : Error{"XML-SYNTAX", Retry::never, utf8(e.getMessage())};
  }
  if (refusal) return *refusal;
  Outline done;
  done.tree = handler.finish();
  done.text = std::move(text).value();
  done.root = guard.root();
  done.child_count = handler.child_count;
  for (std::size_t i = 0; i < guard.children().size() && i < handler.borrowed.size(); ++i)
    done.children.push_back({guard.children()[i], std::move(handler.borrowed[i])});
  return done;
}

}  // namespace quittance::xml
