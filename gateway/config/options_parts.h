// The table's parts, one function a section; options() puts them together.
#pragma once

#include "gateway/config/option.h"

namespace quittance::config {

void add_node(std::vector<Option>& all);
void add_as4(std::vector<Option>& all);
void add_discovery(std::vector<Option>& all);
void add_keys(std::vector<Option>& all);
void add_peppol(std::vector<Option>& all);
void add_folder(std::vector<Option>& all);
void add_partner(std::vector<Option>& all);
void add_mail(std::vector<Option>& all);
void add_retry(std::vector<Option>& all);
void add_followup(std::vector<Option>& all);
void add_http(std::vector<Option>& all);
void add_limits(std::vector<Option>& all);
void add_log(std::vector<Option>& all);

}  // namespace quittance::config
