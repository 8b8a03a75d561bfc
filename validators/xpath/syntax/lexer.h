// Cuts XPath source into tokens (XPath 2.0, appendix A.2). Names are never keywords here: whether "div" is an
// operator or an element depends on where it stands, which the parser knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::xpath {

enum class Token : std::uint8_t {
  end,
  name,             ///< NCName or prefix:NCName
  prefix_wildcard,  ///< prefix:*
  local_wildcard,   ///< *:NCName
  integer,
  decimal,
  double_,
  string,
  left_parenthesis,
  right_parenthesis,
  left_bracket,
  right_bracket,
  comma,
  dollar,
  at,
  dot,
  dot_dot,
  slash,
  slash_slash,
  axis,
  question,
  plus,
  minus,
  star,
  bar,
  bar_bar,  ///< XPath 3.0
  bang,     ///< XPath 3.0
  arrow,    ///< XPath 3.1: =>
  assign,   ///< XPath 3.0: :=
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  before,
  after,
};

struct Lexeme {
  Token token = Token::end;
  std::size_t begin = 0;  ///< octets into the source
  std::size_t end = 0;
  std::string_view prefix;  ///< of a name; "Q{uri}" where the URI itself is written (braced_uri())
  std::string_view local;   ///< of a name; the digits of a number
  std::string string;       ///< value of a string literal
};

/// The tokens of `source`, the last being Token::end. They refer to `source`.
/// Ends by raise(XPST0003) on characters that begin no token, open strings and comments.
/// `version3`: names may begin with Q{uri} (XPath 3.1, EQName).
std::vector<Lexeme> tokenize(std::string_view source, bool version3 = false);

/// "Q{ uri }" → "uri", its white space collapsed; nothing for a prefix.
std::optional<std::string> braced_uri(std::string_view prefix);

}  // namespace quittance::xpath
