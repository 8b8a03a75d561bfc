// Signature wrapping as a family: what was signed is moved somewhere else, a forged twin stands in its place,
// under every kind of identifier. The signature still verifies over what was moved; nothing may be read from
// the twin.
#pragma once

#include <array>

#include "tests/as4/attack.h"

namespace quittance::as4::test {

/// Where the signed element hides.
struct Place {
  const char *name, *before, *opening, *closing;
};
/// How the forged twin is called.
struct Identifier {
  const char *name, *from, *to;
};
struct Moved {
  const char *name, *start, *end, *id;
};

inline constexpr const char* kWrapper = "<w:wrapper xmlns:w=\"urn:w\">";
inline constexpr std::array kPlaces{
    Place{"InAHeaderBlock", "</S12:Header>", kWrapper, "</w:wrapper>"},
    Place{"AsFirstHeaderBlock", "<wsse:Security", "", ""},
    Place{"AsLastHeaderBlock", "</S12:Header>", "", ""},
    Place{"InSecurity", "</wsse:Security>", "", ""},
    Place{"WrappedInSecurity", "</wsse:Security>", kWrapper, "</w:wrapper>"},
    Place{"InAnObject", "</ds:Signature>", "<ds:Object>", "</ds:Object>"},
    Place{"InKeyInfo", "</ds:KeyInfo>", "", ""},
    Place{"InAToken", "</wsse:BinarySecurityToken>", "", ""},
    Place{"InBody", "</S12:Body>", "", ""},
    Place{"BehindBody", "</S12:Envelope>", "", ""},
};
inline constexpr std::array kIdentifiers{
    Identifier{"SameId", "", ""},
    Identifier{"OtherId", "-1\"", "-2\""},
    Identifier{"NoId", "wsu:Id", "wsu:Ignored"},
    Identifier{"PlainId", "wsu:Id", "Id"},
    Identifier{"XmlId", "wsu:Id", "xml:id"},
};
inline constexpr std::array kMoved{Moved{"Messaging", "<eb:Messaging", "</eb:Messaging>", "wsu:Id=\"M-1\""},
                                   Moved{"Body", "<S12:Body", "</S12:Body>", "wsu:Id=\"B-1\""}};

inline std::string renamed(std::string element, const Moved& what, const Identifier& how) {
  std::string id = what.id;
  if (*how.from != '\0') swap(id, how.from, how.to);
  swap(element, what.id, id);
  return element;
}

inline Attack wrapping(const Moved& what, const Place& where, const Identifier& how) {
  return {std::string(what.name) + where.name + how.name, "EBMS:0009", soap([=](std::string& text) {
            const std::string original = piece(text, what.start, what.end);
            std::string twin = renamed(original, what, how);
            if (what.name == std::string("Messaging")) swap(twin, ">POP000901<", ">POP000903<");
            swap(text, original, twin);
            insert_before(text, where.before, where.opening + original + where.closing);
          })};
}

inline std::vector<Attack> wrapping_family() {
  std::vector<Attack> all;
  for (const Moved& what : kMoved)
    for (const Place& where : kPlaces)
      for (const Identifier& how : kIdentifiers) all.push_back(wrapping(what, where, how));
  return all;
}

}  // namespace quittance::as4::test
