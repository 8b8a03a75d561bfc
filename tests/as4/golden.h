// The recorded exchanges of ../shared/corpus/as4, where they are.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "as4/as4.h"

namespace quittance::as4::test {

inline std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

inline Bytes unhex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  Bytes out;
  for (std::size_t i = 0; i + 1 < hex.size() && std::isxdigit(static_cast<unsigned char>(hex[i])) != 0;
       i += 2)
    out.push_back(static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1])));
  return out;
}

/// Value of a header field in a recorded head; "" when absent.
inline std::string field(const std::string& head, const std::string& name) {
  const std::size_t at = head.find(name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 2;
  return head.substr(from, head.find_first_of("\r\n", from) - from);
}

/// One recorded exchange with its keys.
struct Golden {
  std::string folder;
  std::string at;            ///< eb:Timestamp: certificates are judged then
  std::string messaging_id;  ///< what differs between the two and is not in a file
  std::string aes_key, iv, tag, plain_sha256, sbd_sha256;

  [[nodiscard]] std::string file(const std::string& name) const { return slurp(path(name)); }
  [[nodiscard]] std::string path(const std::string& name) const {
    return QUITTANCE_SOURCE_DIR "/../shared/corpus/as4/" + folder + "/" + name;
  }
  [[nodiscard]] bool there() const { return !file("request.bin").empty(); }
  [[nodiscard]] Entity request() const {
    return {field(file("request.headers"), "Content-Type"), file("request.bin")};
  }
  [[nodiscard]] HttpExchange receipt() const {
    return {Reach::answered, "", 200, field(file("receipt.headers"), "Content-Type"), file("receipt.bin")};
  }
  [[nodiscard]] std::shared_ptr<const keys::PrivateKey> key(const std::string& who) const {
    return keys::key_from_pkcs8(unhex(file(who + ".key.der.hex")), certificate(who)).value();
  }
  [[nodiscard]] keys::Certificate certificate(const std::string& who) const {
    return keys::Certificate::parse_pem(file(who + ".cert.pem")).value();
  }
  [[nodiscard]] std::shared_ptr<const keys::TrustStore> trust() const {
    return keys::TrustStore::from_pem(file("ap-ca.pem")).value();
  }
};

inline void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.folder; }

inline Golden phase4() {
  return {"golden",
          "2026-11-22T06:14:32.149Z",
          "phase4-msg-9304f72a-caf9-40ee-b4f6-0bee090a3787",
          "c3b4eecdeb16e4fdbb069b9df5e96840",
          "fccc1f0062de51430036f327",
          "ec3cdd3367cf9a59acb00b5ed91535b4",
          "da435465081c2278db4a14f141073d5d26aa89bdc4dc53be0152184984141ea3",
          "f2111891c4560bb58dcf5605e70e59dfcfb7e3621b6203c59c46e5339ecb31f4"};
}
inline Golden pyas4() {
  return {"golden-pyas4",
          "2026-11-22T06:14:45.970+00:00",
          "as4-msg-c49015dc-245e-4e73-a8de-60bc2e7e30c1",
          "73a386e539a7bfa5af6b196a52db3e9d",
          "ec4a9060f3288d09334edd86",
          "4f537cbf3c5c9f5970dc59c275c0a36b",
          "201b47c5f29ab63e3375a0478203f376497342e4e7734ab44b1ab695bf8851ac",
          "a0dd5a1e81167dad1277d7b73359d58c425b8270df6789deab6144ba91c62e3e"};
}

}  // namespace quittance::as4::test
