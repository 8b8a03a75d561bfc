// From the words of the configuration to the settings of each part.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "as4/as4.h"
#include "gateway/config/config.h"
#include "gateway/core/step.h"
#include "gateway/delivery/scheduler.h"
#include "gateway/folder/intake.h"
#include "gateway/http/server.h"
#include "gateway/serve/as4_receiver.h"
#include "validators/validators.h"

namespace quittance::serve {

core::Policy policy_of(const config::Config& config);
delivery::SchedulerSettings scheduling_of(const config::Config& config);
std::vector<folder::IntakeSettings> intakes_of(const config::Config& config);
/// Participant, folded, to his inbox folder.
std::map<std::string, std::string> inboxes_of(const config::Config& config);
/// Those with an inbox, and ourselves as a service provider.
Addressees addressees_of(const config::Config& config, const Provider& provider);
/// Of the rules over one document; `clock` must outlive it.
xpath::Budget budget_of(const config::Config& config);
as4::Limits as4_limits(const config::Config& config);
http::Limits http_limits(const config::Config& config);

}  // namespace quittance::serve
