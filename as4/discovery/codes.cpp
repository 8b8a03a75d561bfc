#include "as4/discovery/codes.h"

#include <algorithm>
#include <array>

namespace quittance::as4 {

namespace {

constexpr std::array kCodes{
    LookupCode{"DNS", "The DNS gave no usable answer.",
               "It is tried again. See that the resolver works: dig NAPTR with the name that was asked for."},
    LookupCode{
        "SML-UNKNOWN", "The participant is not registered in the network.",
        "Ask the customer for the identifier under which they receive, or how else they want the invoice."},
    LookupCode{"NAPTR", "The participant's DNS record is not of the form the network prescribes.",
               "It is tried again. Tell the customer's service provider."},
    LookupCode{"SMP-URL", "The DNS names a publisher at a place we do not go to.",
               "Publishers are asked by https on port 443. Tell the customer's service provider."},
    LookupCode{"SMP-UNKNOWN", "The publisher knows the participant, but not for this kind of document.",
               "Ask the customer how they want to receive it."},
    LookupCode{"SMP-HTTP",
               "The publisher could not be reached, or answered neither with a document nor with 404.",
               "It is tried again. Nothing to do unless it goes on."},
    LookupCode{"SMP-XML", "The publisher's answer is not what the standard prescribes.",
               "It is tried again. blob smp has the answer; tell the customer's service provider."},
    LookupCode{"SMP-SIGNATURE", "The publisher's answer is not signed as it must be, or was altered.",
               "Nothing is sent meanwhile. If it goes on, tell the customer's service provider."},
    LookupCode{
        "SMP-SIGNER", "Who signed the publisher's answer is not of the authorities in discovery.smp_trust.",
        "Is smp_trust that of this network (test or production)? Else tell the customer's service provider."},
    LookupCode{"SMP-STATUS", "Whether a certificate was revoked could not be learnt.",
               "It is tried again. See keys.revocation."},
    LookupCode{"SMP-SUBJECT", "The publisher answered about somebody or something else.",
               "Nothing is sent meanwhile. Tell the customer's service provider."},
    LookupCode{"SMP-REDIRECT", "The publisher points to another in a way that is not allowed.",
               "One redirect, by https, to the certificate it names. Tell the customer's service provider."},
    LookupCode{"SMP-PROCESS", "The participant takes this kind of document, but not in this process (BT-23).",
               "Ask the customer which process they use, and correct BT-23."},
    LookupCode{"SMP-ENDPOINT",
               "No AS4 endpoint that is active now and reached by https on port 443 is registered.",
               "Ask the customer, or their service provider."},
    LookupCode{"SMP-CERTIFICATE", "The registered access point's certificate is none we may encrypt to.",
               "It is tried again. Tell the customer's service provider to register a valid one."},
    LookupCode{
        "PEPPOL-ID", "The document does not say what a look-up needs, or not in the network's form.",
        "The participant identifiers (BT-34, BT-49), BT-24 and BT-23: correct them and hand it in again."},
};

}  // namespace

const LookupCode* find_lookup_code(std::string_view code) {
  const auto found = std::ranges::find(kCodes, code, &LookupCode::code);
  return found == kCodes.end() ? nullptr : &*found;
}

}  // namespace quittance::as4
