#include "as4/signed_reference.h"

#include <algorithm>

namespace quittance::as4 {

bool SignedReference::same_evidence(const SignedReference& other) const {
  return uri == other.uri && transforms == other.transforms && digest_method == other.digest_method &&
         digest_value == other.digest_value;
}

bool same_evidence(const std::vector<SignedReference>& sent, const std::vector<SignedReference>& receipted) {
  return std::is_permutation(
      sent.begin(), sent.end(), receipted.begin(), receipted.end(),
      [](const SignedReference& a, const SignedReference& b) { return a.same_evidence(b); });
}

}  // namespace quittance::as4
