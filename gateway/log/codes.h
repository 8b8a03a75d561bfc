// Everything the gateway says in its log: one stable code each, with its weight, its sentence and what to do
// about it. Scripts and people search for the codes: a code keeps its meaning for ever.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace quittance::log {

enum class Level { error, warning, notice, info, debug };

std::string_view level_name(Level level);

struct Message {
  std::string_view code;
  Level level;
  std::string_view
      text;  ///< with {delivery}, {partner}, {message_id}, {attempt}, {subject} for what is said of this case
  std::string_view advice;   ///< for the operator
  std::string_view journal;  ///< MESSAGE_ID: 32 hexadecimal digits, fixed for ever
  bool limited = false;      ///< strangers can cause it at will: repeated lines are counted, not written
};

/// Every message, in the order of the catalogue.
std::span<const Message> messages();

/// The message of a code; nullptr when there is none.
const Message* find_message(std::string_view code);

/// The code, weight, sentence and advice, as `quittance explain` prints it; empty when there is none.
std::string explain_code(std::string_view code);

/// The journal's catalogue (for `journalctl -x`), conf/quittance.catalog.
std::string journal_catalogue();

}  // namespace quittance::log
