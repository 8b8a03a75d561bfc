// The grammar of XPath's regular expressions: XML Schema part 2, appendix F, with the anchors, reluctant
// quantifiers, back-references and non-capturing groups of F&O (3.1, 5.6.1).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "formats/base/result.h"
#include "validators/regex/char_set.h"

namespace quittance::regex {

struct Flags {
  bool dot_all = false;           ///< s
  bool multi_line = false;        ///< m
  bool case_insensitive = false;  ///< i
  bool free_spacing = false;      ///< x
  bool literal = false;           ///< q

  /// Fails with FORX0001.
  static Result<Flags> parse(std::string_view text);
};

inline constexpr std::uint32_t kUnbounded = 0xffffffff;

struct Node {
  enum class Kind : std::uint8_t {
    empty,
    set,
    begin,
    end,
    sequence,
    alternation,
    repeat,
    group,
    back_reference
  };
  Kind kind = Kind::empty;
  CharSet set;               ///< set
  std::vector<Node> parts;   ///< sequence, alternation; one for repeat and group
  std::uint32_t least = 0;   ///< repeat
  std::uint32_t most = 0;    ///< repeat; kUnbounded
  bool reluctant = false;    ///< repeat
  std::uint32_t number = 0;  ///< group, from 1, 0 where it captures nothing; back_reference
};

struct Syntax {
  Node root;
  std::uint32_t groups = 0;  ///< capturing ones
  bool back_references = false;
};

/// Fails with FORX0002, naming the place in code points from 1.
Result<Syntax> parse(std::string_view pattern, const Flags& flags);

}  // namespace quittance::regex
