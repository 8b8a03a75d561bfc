#include "gateway/cli/text.h"

#include <iostream>

namespace quittance::cli {

std::string text_of(const control::Object::Ptr& object, const std::string& name) {
  return object.isNull() || object->isNull(name) ? "" : object->getValue<std::string>(name);
}

std::string short_time(std::string at) {
  if (at.size() < 23) return at;
  at[10] = ' ';
  return at.substr(0, 23);
}

void print_punctuality(const control::Object::Ptr& month) {
  for (const char* way : {"sent", "received"}) {
    const auto told = month->getObject(way);
    const auto share = text_of(told, "share");
    std::cout << "statuses " << way << " in " << text_of(month, "month") << ": " << text_of(told, "within")
              << " in time, " << text_of(told, "late") << " late, " << text_of(told, "pending") << " awaited"
              << (share.empty()
                      ? ""
                      : "; " + share + " % in time (99.5 % are asked for), the slowest after " +
                            text_of(told, "longest_seconds") + " s of " + text_of(told, "limit_seconds"))
              << '\n';
  }
}

}  // namespace quittance::cli
