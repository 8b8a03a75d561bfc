#include "gateway/cli/text.h"

namespace quittance::cli {

std::string text_of(const control::Object::Ptr& object, const std::string& name) {
  return object.isNull() || object->isNull(name) ? "" : object->getValue<std::string>(name);
}

std::string short_time(std::string at) {
  if (at.size() < 23) return at;
  at[10] = ' ';
  return at.substr(0, 23);
}

}  // namespace quittance::cli
