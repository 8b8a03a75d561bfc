// multipart/related on any bytes: no crash, parts lie inside the body and in order, limits hold, and what was
// read, written plainly, is read the same. The first line of the input is the media type.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "as4/gzip.h"
#include "as4/mime.h"

namespace {

using namespace quittance;
using namespace quittance::as4;

void must(bool holds) {
  if (!holds) std::abort();
}

void check_parts(std::string_view body, const std::vector<Part>& parts, const MimeLimits& limits) {
  must(!parts.empty() && parts.size() <= limits.parts);
  for (const Part& part : parts) {
    const BytesView content = part.content.view();
    must(content.empty() ||
         (content.data() >= body.data() && content.data() + content.size() <= body.data() + body.size()));
    must(part.content_id.find_first_of("<>\r\n ") == std::string::npos);
  }
}

/// The root and one part, written by us.
void check_again(const std::vector<Part>& parts) {
  if (parts.size() < 2 || parts[1].content_id.empty()) return;
  const BytesView root = parts[0].content.view(), other = parts[1].content.view();
  const Body body = RelatedWriter::body("zzzz.quittance", root, parts[1].content_id, parts[1].content);
  const auto again = read_related(RelatedWriter::content_type("zzzz.quittance"), body);
  if (root.find("zzzz.quittance") != std::string_view::npos ||
      other.find("zzzz.quittance") != std::string_view::npos)
    return;
  must(again && again->size() == 2);
  must(again->at(0).content.view() == root && again->at(1).content.view() == other);
  must(again->at(1).content_id == parts[1].content_id);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const std::string_view type = input.substr(0, line);
  const std::string_view body = line == std::string_view::npos ? std::string_view() : input.substr(line + 1);
  const MimeLimits limits{5, 200};
  if (const auto parts = read_related(type, Body::borrowed(body), limits)) {
    check_parts(body, *parts, limits);
    check_again(*parts);
  }
  if (const auto plain = gunzip(body, {100'000, 10, 1000})) {
    must(plain->size() <= body.size() * 10 + 1000);
    must(*gunzip(gzip(*plain), {200'000, 1000, 200'000}) == *plain);
  }
  if (const auto id = content_id_of(type)) must(!id->empty());
  return 0;
}
