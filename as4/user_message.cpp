#include "as4/user_message.h"

#include <algorithm>

#include "as4/namespaces.h"

namespace quittance::as4 {

namespace {

const Property* find(const std::vector<Property>& properties, std::string_view name) {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const Property& property) { return property.name == name; });
  return found == properties.end() ? nullptr : &*found;
}

}  // namespace

bool is_seat_id(std::string_view common_name) {
  const auto between = [](char from, char to) { return [from, to](char c) { return from <= c && c <= to; }; };
  return common_name.size() == 9 && common_name[0] == 'P' &&
         std::all_of(common_name.begin() + 1, common_name.begin() + 3, between('A', 'Z')) &&
         std::all_of(common_name.begin() + 3, common_name.end(), between('0', '9'));
}

std::string_view PartInfo::property(std::string_view name) const {
  const Property* found = find(properties, name);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

const Property* UserMessage::property(std::string_view name) const { return find(properties, name); }

bool UserMessage::is_test() const { return service.value == kTestService && action == kTestAction; }

}  // namespace quittance::as4
