// What must not get in by the MIME around it: what tests/as4/mime_test.cpp refuses piece by piece, on a whole
// message.
#pragma once

#include "tests/as4/attack.h"

namespace quittance::as4::test {

inline std::function<void(Forge&)> body_where(std::string from, std::string to) {
  return [=](Forge& forge) { forge.mime = [=](std::string& body) { swap(body, from, to); }; };
}
inline std::function<void(Forge&)> type_where(std::string from, std::string to) {
  return [=](Forge& forge) { forge.content_type = [=](std::string& type) { swap(type, from, to); }; };
}
inline std::function<void(Forge&)> more_parts(int count) {
  return [=](Forge& forge) {
    forge.mime = [=](std::string& body) {
      std::string parts;
      for (int i = 0; i < count; ++i)
        parts += "--b.b\r\nContent-ID: <p" + std::to_string(i) + "@x>\r\n\r\nx\r\n";
      insert_before(body, "--b.b--", parts);
    };
  };
}

inline const std::vector<Attack> kMimeAttacks{
    Attack{"NoContentType", "EBMS:0007",
           [](Forge& forge) { forge.content_type = [](std::string& t) { t.clear(); }; }},
    Attack{"NoBoundary", "EBMS:0007", type_where("boundary=", "border=")},
    Attack{"BoundaryOfAnother", "EBMS:0007", type_where("b.b", "b.c")},
    Attack{"BoundaryIsAPrefix", "EBMS:0007", type_where("b.b", "b.")},
    Attack{"TypeOfAnotherRoot", "EBMS:0007", type_where("application/soap+xml", "text/xml")},
    Attack{"StartNamesThePayload", "EBMS:0007",
           [](Forge& forge) {
             forge.content_type = [](std::string& t) { t += "; start=\"<payload-1@quittance.test>\""; };
           }},
    Attack{"NoClosingDelimiter", "EBMS:0007", body_where("--b.b--", "")},
    Attack{"BareLineFeeds", "EBMS:0007",
           [](Forge& forge) { forge.mime = [](std::string& body) { std::erase(body, '\r'); }; }},
    Attack{"FoldedHeader", "EBMS:0007", body_where("Content-ID: <", "Content-ID:\r\n <")},
    Attack{"ContentIdTwice", "EBMS:0007",
           body_where("--b.b--", "--b.b\r\nContent-ID: <payload-1@quittance.test>\r\n\r\nx\r\n--b.b--")},
    Attack{"ContentIdWithAPath", "EBMS:0011",
           body_where("Content-ID: <payload-1@", "Content-ID: <../payload-1@")},
    Attack{"ContentIdWithQuotes", "EBMS:0007",
           body_where("Content-ID: <payload-1@", "Content-ID: <\"payload-1@")},
    Attack{"Base64", "EBMS:0007", body_where("Transfer-Encoding: binary", "Transfer-Encoding: base64")},
    Attack{"QuotedPrintable", "EBMS:0007",
           body_where("Transfer-Encoding: binary", "Transfer-Encoding: quoted-printable")},
    Attack{"NestedMultipart", "EBMS:0007",
           body_where("Content-Type: application/octet-stream", "Content-Type: multipart/mixed; boundary=c")},
    Attack{"HugePartHeader", "EBMS:0007",
           body_where("Content-ID: <", "X: " + std::string(20'000, 'x') + "\r\nContent-ID: <")},
    Attack{"ThirtyOneParts", "EBMS:0007", more_parts(29)},
    Attack{"AHundredThousandParts", "EBMS:0007", more_parts(100'000)},
    Attack{"PartsNobodyNames", "EBMS:0011", more_parts(3)},
    Attack{"PayloadFirst", "EBMS:0007",
           [](Forge& forge) {
             forge.mime = [](std::string& body) {
               const std::size_t second = body.find("--b.b", 10), end = body.rfind("--b.b--");
               body = body.substr(second, end - second) + body.substr(0, second) + body.substr(end);
             };
           }},
};

}  // namespace quittance::as4::test
