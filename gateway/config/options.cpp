#include <algorithm>

#include "gateway/config/options_parts.h"

namespace quittance::config {

const std::vector<Section>& sections() {
  static const std::vector<Section> all{
      {"node", false, "This gateway."},
      {"as4", false, "Our access point: who we are on the network, whom we believe, where we listen."},
      {"discovery", false, "Customers who stand in no [[partner]]: found in the network, by SML and SMP."},
      {"keys", false, "How certificates are watched: ours, and those of our partners."},
      {"peppol", false, "What the network's rules ask of a service provider: Message Level Status, reports."},
      {"folder", true, "One seller: the folder his documents are dropped into, and his inbox."},
      {"partner", true, "One customer: how he is reached. The first that fits is taken."},
      {"mail", false, "The mail server, and who is told."},
      {"retry", false, "When a partner cannot be reached."},
      {"followup", false, "After how long silence is an event."},
      {"http", false, "The API, and the health pages."},
      {"limits", false, "What one document, message or peer may cost. Beyond it: refused."},
      {"log", false, "Where the log goes."},
  };
  return all;
}

const std::vector<Option>& options() {
  static const std::vector<Option> all = [] {
    std::vector<Option> table;
    for (auto* add : {add_node, add_as4, add_discovery, add_keys, add_peppol, add_folder, add_partner,
                      add_mail, add_retry, add_followup, add_http, add_limits, add_log}) {
      add(table);
    }
    return table;
  }();
  return all;
}

const Option* find_option(std::string_view section, std::string_view key) {
  const auto found = std::ranges::find_if(
      options(), [&](const Option& option) { return option.section == section && option.key == key; });
  return found == options().end() ? nullptr : &*found;
}

const Section* find_section(std::string_view name) {
  const auto found = std::ranges::find(sections(), name, &Section::name);
  return found == sections().end() ? nullptr : &*found;
}

}  // namespace quittance::config
