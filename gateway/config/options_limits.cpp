// [limits]: what hostile input may cost us.
#include "gateway/config/options_parts.h"

namespace quittance::config {

namespace {

constexpr std::uint64_t kSecond = 1000;
constexpr std::uint64_t kKilobyte = 1000, kMegabyte = 1000 * kKilobyte, kGigabyte = 1000 * kMegabyte;

Option limit(std::string_view key, Kind kind, std::string_view fallback, std::string_view purpose,
             void (*store)(Draft&, const Value&), std::uint64_t least, std::uint64_t most) {
  return {"limits", key, kind, fallback, "", purpose, store, {}, least, most};
}

void add_xml_limits(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          limit("xml_bytes", Kind::size, "105MB", "One XML document: 100 MiB, and the envelope around it.",
                put<&Draft::limits, &Limits::xml_bytes>, kKilobyte, 2 * kGigabyte),
          limit("xml_depth", Kind::integer, "128", "Elements inside one another.",
                put<&Draft::limits, &Limits::xml_depth>, 16, 1024),
          limit("xml_attributes", Kind::integer, "256", "Attributes of one element.",
                put<&Draft::limits, &Limits::xml_attributes>, 16, 10'000),
          limit("xml_name_bytes", Kind::size, "1KB", "One name.",
                put<&Draft::limits, &Limits::xml_name_bytes>, 64, 64 * kKilobyte),
          limit("xml_attribute_bytes", Kind::size, "1MB", "One attribute's value.",
                put<&Draft::limits, &Limits::xml_attribute_bytes>, kKilobyte, 100 * kMegabyte),
          limit("xml_text_bytes", Kind::size, "64MB", "One text, such as an attached PDF in base64.",
                put<&Draft::limits, &Limits::xml_text_bytes>, kKilobyte, 2 * kGigabyte),
          limit("xml_elements", Kind::integer, "2000000", "Elements of one document.",
                put<&Draft::limits, &Limits::xml_elements>, 1000, 100'000'000),
          limit("xml_instructions", Kind::integer, "10000", "Processing instructions of one document.",
                put<&Draft::limits, &Limits::xml_instructions>, 0, 1'000'000),
          limit("xml_apart_bytes", Kind::size, "1MB",
                "A larger document is checked by a process of its own, one at a time: checking takes "
                "several times its size in memory, which is then given back.",
                put<&Draft::limits, &Limits::xml_apart_bytes>, 10 * kKilobyte, 2 * kGigabyte),
          limit("rule_time", Kind::duration, "5s",
                "Processor time of the rules over one document; beyond it the answer is \"could not "
                "be checked\".",
                put<&Draft::limits, &Limits::rule_time>, 100, 600 * kSecond),
      });
}

void add_transport_limits(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          limit("gzip_ratio", Kind::integer, "100",
                "How many times larger a body may grow when it is unpacked …",
                put<&Draft::limits, &Limits::gzip_ratio>, 1, 1032),
          limit("gzip_slack_bytes", Kind::size, "1MB", "… beyond this many bytes, which are always allowed.",
                put<&Draft::limits, &Limits::gzip_slack_bytes>, 0, kGigabyte),
          limit("as4_message_bytes", Kind::size, "110MB",
                "One AS4 message as it comes, and the payload that is unpacked from it.",
                put<&Draft::limits, &Limits::as4_message_bytes>, 100 * kKilobyte, 2 * kGigabyte),
          limit("as4_parts", Kind::integer, "30", "MIME parts of one AS4 message.",
                put<&Draft::limits, &Limits::as4_parts>, 2, 1000),
          limit("as4_part_header_bytes", Kind::size, "16KB", "The headers of one MIME part.",
                put<&Draft::limits, &Limits::as4_part_header_bytes>, kKilobyte, kMegabyte),
          limit("http_header_bytes", Kind::size, "16KB", "The head of one HTTP request.",
                put<&Draft::limits, &Limits::http_header_bytes>, kKilobyte, kMegabyte),
          limit("http_header_deadline", Kind::duration, "30s", "Until the head of a request is complete.",
                put<&Draft::limits, &Limits::http_header_deadline>, 100, 600 * kSecond),
          limit("http_connections_per_peer", Kind::integer, "64",
                "Connections of one address (IPv6: of one /64) at the same time. The oldest that says "
                "nothing makes "
                "room.",
                put<&Draft::limits, &Limits::http_connections_per_peer>, 1, 10'000),
          limit("http_requests_per_second", Kind::integer, "500",
                "Requests of one address (IPv6: of one /64) in a second; more are told to come back. 0: as "
                "many as "
                "come.",
                put<&Draft::limits, &Limits::http_requests_per_second>, 0, 1'000'000),
      });
}

}  // namespace

void add_limits(std::vector<Option>& all) {
  add_xml_limits(all);
  add_transport_limits(all);
  all.insert(all.end(), {
                            limit("queue_items", Kind::integer, "100000",
                                  "Documents under way. When it is reached, new ones stay in their folders "
                                  "and partners are asked to come back.",
                                  put<&Draft::limits, &Limits::queue_items>, 1, 10'000'000),
                            limit("disk_reserve_bytes", Kind::size, "256MB",
                                  "Free space below which nothing new is taken in.",
                                  put<&Draft::limits, &Limits::disk_reserve_bytes>, 0, 1000 * kGigabyte),
                        });
}

}  // namespace quittance::config
