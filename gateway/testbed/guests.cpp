#include "gateway/testbed/guests.h"

#include <fmt/format.h>

#include <algorithm>

#include "as4/discovery/enquiry.h"
#include "as4/discovery/sml.h"
#include "as4/namespaces.h"

namespace quittance::testbed {
namespace {

using as4::ServiceInformation;

constexpr std::string_view kPath = "/smp";  ///< publishers may live below a path
constexpr std::size_t kHuge = std::size_t{3} << 20;

constexpr const char* kNotBelieved = "not-believed";
constexpr const char* kNotRegistered = "not-registered";
constexpr const char* kCouldNotAsk = "could-not-ask";

enum Number : std::size_t {
  kGood,
  kUnregistered,
  kDnsSilent,
  kNobodyListens,
  kPrivateAddress,
  kNoInvoices,
  kServerError,
  kHttpRedirect,
  kHuge3,
  kWebPage,
  kUnsigned,
  kAltered,
  kStranger,
  kOther,
  kRedirected,
  kRedirectLoop,
  kRedirectStranger,
  kExpired,
  kOtherProcess,
  kBadCertificate,
  kHostile,
  kCount
};

formats::ParticipantId id_of(const Guest& guest) {
  return formats::ParticipantId::parse(guest.participant).value();
}

const std::vector<formats::DocumentTypeId>& document_types() {
  static const std::vector<formats::DocumentTypeId> all = [] {
    std::vector<formats::DocumentTypeId> types;
    for (const char* name : {"Invoice", "CreditNote"})
      types.push_back(
          formats::DocumentTypeId::parse(
              formats::kExactDocumentScheme,
              fmt::format("urn:oasis:names:specification:ubl:schema:xsd:{0}-2::{0}##urn:cen.eu:en16931:"
                          "2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1",
                          name))
              .value());
    return types;
  }();
  return all;
}

/// Path of the metadata about a document type, at the publisher or below another path of the same server.
std::string path_of(const formats::ParticipantId& participant, const formats::DocumentTypeId& type,
                    std::string_view below = kPath) {
  return as4::metadata_url(std::string(below), participant, type);
}

ServiceInformation registration(const Stage& stage, const formats::ParticipantId& participant,
                                const formats::DocumentTypeId& type) {
  as4::SmpEndpoint endpoint{std::string(as4::peppol::kTransportProfile),
                            stage.receiver_url,
                            "",
                            "",
                            Bytes(stage.access_point.der()),
                            "mailto:postmaster@receiver.test"};
  return {{std::string(formats::kParticipantScheme), participant.value()},
          {type.scheme(), type.value()},
          {{{std::string(formats::kProcessScheme), "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"},
            {std::move(endpoint)}}}};
}

/// The signed metadata of one guest, with what is wrong about it.
class Writer {
 public:
  Writer(const Stage& stage, const formats::DocumentTypeId& type) : stage_(stage), type_(type) {}

  Result<std::map<std::string, PublishedAnswer>> write() {
    for (std::size_t number = 0; number < guests().size(); ++number) {
      const auto participant = id_of(guests()[number]);
      auto answer = answer_of(static_cast<Number>(number), participant);
      if (!answer) return answer.error();
      if (answer->status != 404) answers_[path_of(participant, type_)] = std::move(answer).value();
    }
    return std::move(answers_);
  }

 private:
  Result<PublishedAnswer> signed_by(const ServiceInformation& what, const keys::PrivateKey& key) {
    auto document = as4::publish(what, key);
    if (!document) return document.error();
    return PublishedAnswer{200, "", std::move(document).value()};
  }

  /// A redirect to another path of this server, whose answer that key signs.
  Result<PublishedAnswer> redirect(const formats::ParticipantId& participant, std::string_view below) {
    auto document = as4::publish(as4::SmpRedirect{stage_.publisher_url + path_of(participant, type_, below),
                                                  std::string(stage_.publisher.certificate().subject())},
                                 stage_.publisher);
    if (!document) return document.error();
    return PublishedAnswer{200, "", std::move(document).value()};
  }

  Result<PublishedAnswer> redirected(const formats::ParticipantId& participant, const keys::PrivateKey& key) {
    auto target = signed_by(registration(stage_, participant, type_), key);
    if (!target) return target.error();
    answers_[path_of(participant, type_, "/elsewhere")] = std::move(target).value();
    return redirect(participant, "/elsewhere");
  }

  Result<PublishedAnswer> tampered(const ServiceInformation& what, Number number) {
    auto answer = signed_by(what, stage_.publisher);
    if (!answer) return answer.error();
    Bytes& body = answer->body;
    if (number == kUnsigned) {
      const auto from = body.find("<ds:Signature "), end = body.find("</ds:Signature>") + 15;
      body.erase(from, end - from);
    } else if (number == kAltered) {
      body.replace(body.find(stage_.receiver_url), stage_.receiver_url.size(), "https://evil.test/as4");
    } else {
      body.insert(0, "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>");
    }
    return answer;
  }

  Result<PublishedAnswer> answer_of(Number number, const formats::ParticipantId& participant) {
    auto what = registration(stage_, participant, type_);
    switch (number) {
      case kUnregistered:
      case kDnsSilent:
      case kNobodyListens:
      case kPrivateAddress:
      case kNoInvoices: return PublishedAnswer{404, "", ""};
      case kServerError: return PublishedAnswer{500, "", "out of order"};
      case kHttpRedirect: return PublishedAnswer{302, path_of(participant, type_), ""};
      case kHuge3: return PublishedAnswer{200, "", Bytes(kHuge, ' ')};
      case kWebPage: return PublishedAnswer{200, "", "<html><body>Welcome</body></html>"};
      case kUnsigned:
      case kAltered:
      case kHostile: return tampered(what, number);
      case kStranger: return signed_by(what, stage_.stranger);
      case kOther: what.participant.value = guests()[kGood].participant; break;
      case kRedirected: return redirected(participant, stage_.publisher);
      case kRedirectStranger: return redirected(participant, stage_.stranger);
      case kRedirectLoop: return redirect(participant, kPath);
      case kExpired: what.processes[0].endpoints[0].until = "2020-12-31T23:59:59Z"; break;
      case kOtherProcess: what.processes[0].id.value = "urn:fdc:peppol.eu:2017:poacc:ordering:01:1.0"; break;
      case kBadCertificate:
        what.processes[0].endpoints[0].certificate = Bytes(stage_.expired_access_point.der());
        break;
      case kGood:
      case kCount: break;
    }
    return signed_by(what, stage_.publisher);
  }

  const Stage& stage_;
  const formats::DocumentTypeId& type_;
  std::map<std::string, PublishedAnswer> answers_;
};

}  // namespace

const std::vector<Guest>& guests() {
  static const std::vector<Guest> all{
      {"0208:0771234528", "all is well", "found", ""},
      {"0208:0400000185", "is not registered: no such name", kNotRegistered, "SML-UNKNOWN"},
      {"0208:0400001472", "the DNS is silent about him", kCouldNotAsk, "DNS"},
      {"0208:0400002759", "nobody listens at his publisher", kCouldNotAsk, "SMP-HTTP"},
      {"0208:0400004046", "his publisher has a private address", kCouldNotAsk, "SMP-HTTP"},
      {"0208:0400005333", "takes no invoices: 404", kNotRegistered, "SMP-UNKNOWN"},
      {"0208:0400006620", "his publisher answers 500", kCouldNotAsk, "SMP-HTTP"},
      {"0208:0400007907", "his publisher redirects by HTTP, in a circle", kCouldNotAsk, "SMP-HTTP"},
      {"0208:0400009291", "his publisher's answer has 3 MB", kCouldNotAsk, "SMP-HTTP"},
      {"0208:0400010578", "his publisher answers with a web page", kCouldNotAsk, "SMP-XML"},
      {"0208:0400011865", "his metadata is not signed", kNotBelieved, "SMP-SIGNATURE"},
      {"0208:0400013152", "his metadata was altered after signing", kNotBelieved, "SMP-SIGNATURE"},
      {"0208:0400014439", "his metadata is signed by a stranger", kNotBelieved, "SMP-SIGNER"},
      {"0208:0400015726", "his metadata is about somebody else", kNotBelieved, "SMP-SUBJECT"},
      {"0208:0400017013", "his publisher redirects to another, which is well", "found", ""},
      {"0208:0400018397", "his publisher redirects to itself", kCouldNotAsk, "SMP-REDIRECT"},
      {"0208:0400019684", "his publisher redirects to one that a stranger signs for", kNotBelieved,
       "SMP-SIGNER"},
      {"0208:0400020971", "his endpoint has expired", kNotRegistered, "SMP-ENDPOINT"},
      {"0208:0400022258", "is registered for another process", kNotRegistered, "SMP-PROCESS"},
      {"0208:0400023545", "his access point's certificate has expired", kNotBelieved, "SMP-CERTIFICATE"},
      {"0208:0400024832", "his metadata has a document type declaration", kCouldNotAsk, "SMP-XML"},
  };
  return all;
}

Result<std::map<std::string, PublishedAnswer>> answers_of(const Stage& stage) {
  std::map<std::string, PublishedAnswer> all;
  for (const auto& type : document_types()) {
    auto some = Writer(stage, type).write();
    if (!some) return some.error();
    all.merge(*some);
  }
  const auto good = id_of(guests()[kGood]);
  as4::ServiceGroup group{{std::string(formats::kParticipantScheme), good.value()}, {}};
  for (const auto& type : document_types())
    group.references.push_back(stage.publisher_url + path_of(good, type));
  all[as4::group_url(std::string(kPath), good)] = {200, "", as4::publish(group)};
  return all;
}

std::string dns_records(const Stage& stage, const std::string& zone, unsigned short silent_port) {
  std::string lines = fmt::format("host-record=inner.{},127.0.0.1\n", zone);
  for (std::size_t number = 0; number < guests().size(); ++number) {
    const std::string name = as4::sml_name(id_of(guests()[number]), zone);
    std::string url = stage.publisher_url + std::string(kPath);
    if (number == kNobodyListens) url = "https://localhost:1";
    if (number == kPrivateAddress) url = "https://inner." + zone;
    if (number == kUnregistered) continue;
    if (number == kDnsSilent)
      lines += fmt::format("server=/{}/127.0.0.1#{}\n", name, silent_port);
    else
      lines += fmt::format("naptr-record={},100,10,U,Meta:SMP,!.*!{}!\n", name, url);
  }
  return lines;
}

}  // namespace quittance::testbed
