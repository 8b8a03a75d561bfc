// What a signature vouches for, reference by reference: the currency of receipts.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace quittance::as4 {

/// One ds:Reference of a SignedInfo, or its copy in a receipt.
struct SignedReference {
  std::string uri;                      ///< "#id" or "cid:…", as written
  std::vector<std::string> transforms;  ///< algorithm URIs, in order
  std::vector<std::string> prefixes;    ///< InclusiveNamespaces PrefixList of the only transform, if any
  std::string digest_method;
  std::string digest_value;  ///< base64 without white space

  /// What a receipt must repeat: URI, transforms, digest algorithm and value. Peers drop or rewrite the
  /// prefix list.
  [[nodiscard]] bool same_evidence(const SignedReference& other) const;
  bool operator==(const SignedReference&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const SignedReference& r) {
    return out << r.uri << '=' << r.digest_value;
  }
};

/// True when both name the same set of evidence, each item once, in any order.
bool same_evidence(const std::vector<SignedReference>& sent, const std::vector<SignedReference>& receipted);

}  // namespace quittance::as4
