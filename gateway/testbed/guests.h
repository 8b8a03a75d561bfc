// Who can be looked up in the test bed, and what is wrong with them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "as4/discovery/smp_publish.h"
#include "formats/identifiers.h"

namespace quittance::testbed {

/// One participant of the test bed's network.
struct Guest {
  std::string participant;
  std::string what;     ///< in words
  std::string outcome;  ///< of `quittance lookup … --json`: outcome and code
  std::string code;
};

/// All of them: first the one that all is well with, whose documents the receiving gateway takes.
const std::vector<Guest>& guests();

/// Who signs, where things are.
struct Stage {
  const keys::PrivateKey& publisher;       ///< a certificate of the publishers' authority
  const keys::PrivateKey& stranger;        ///< one of another authority
  keys::Certificate access_point;          ///< of the receiving gateway
  keys::Certificate expired_access_point;  ///< must not be encrypted to
  std::string receiver_url;
  std::string publisher_url;  ///< "https://localhost:4711"
};

/// An answer of the publisher.
struct PublishedAnswer {
  int status = 200;
  std::string location;  ///< of a redirect
  Bytes body;
};

/// What the publisher answers, by path. Fails with the codes of keys.
Result<std::map<std::string, PublishedAnswer>> answers_of(const Stage& stage);

/// dnsmasq's configuration: a NAPTR record for each participant that has one; questions about the silent one
/// go to a server that does not answer.
std::string dns_records(const Stage& stage, const std::string& zone, unsigned short silent_port);

}  // namespace quittance::testbed
