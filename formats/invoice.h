// An invoice or credit note as EN 16931-1 models it, whatever its syntax. Terms have the numbers of the norm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/decimal.h"
#include "formats/base/result.h"
#include "formats/base/time.h"
#include "formats/document.h"
#include "formats/xml/tree.h"

namespace quittance::formats {

/// A number as the document writes it. It stays text, for a wrong one must be shown as it is.
struct Figure {
  std::string text;
  /// Nothing when the text is no xs:decimal.
  [[nodiscard]] std::optional<Decimal> value() const { return Decimal::from_text(text); }
  [[nodiscard]] bool empty() const { return text.empty(); }
  bool operator==(const Figure&) const = default;
};

struct Identifier {
  std::string value;
  std::string scheme;   ///< @schemeID or @listID
  std::string version;  ///< @listVersionID
  [[nodiscard]] bool empty() const { return value.empty(); }
  bool operator==(const Identifier&) const = default;
};

struct InvoiceNote {         // BG-1
  std::string subject_code;  // BT-21   Invoice note subject code
  std::string text;          // BT-22   Invoice note
};

struct PrecedingInvoice {      // BG-3
  std::string number;          // BT-25   Preceding Invoice reference
  std::optional<Date> issued;  // BT-26  Preceding Invoice issue date
};

struct PostalAddress {      // BG-5, BG-8, BG-12, BG-15
  std::string line1;        // BT-35, BT-50, BT-64, BT-75
  std::string line2;        // BT-36, BT-51, BT-65, BT-76
  std::string line3;        // BT-162, BT-163, BT-164, BT-165
  std::string city;         // BT-37, BT-52, BT-66, BT-77
  std::string post_code;    // BT-38, BT-53, BT-67, BT-78
  std::string subdivision;  // BT-39, BT-54, BT-68, BT-79
  std::string country;      // BT-40, BT-55, BT-69, BT-80  ISO 3166-1 alpha-2
  bool operator==(const PostalAddress&) const = default;
};

struct Contact {      // BG-6, BG-9
  std::string name;   // BT-41, BT-56
  std::string phone;  // BT-42, BT-57
  std::string email;  // BT-43, BT-58
  bool operator==(const Contact&) const = default;
};

struct Party {                          // BG-4, BG-7
  std::string name;                     // BT-27, BT-44  registered name
  std::string trading_name;             // BT-28, BT-45
  std::vector<Identifier> identifiers;  // BT-29, BT-46
  Identifier legal_registration;        // BT-30, BT-47
  std::string vat_id;                   // BT-31, BT-48
  std::string tax_registration;         // BT-32         seller only
  std::string legal_information;        // BT-33         seller only
  Identifier endpoint;                  // BT-34, BT-49  electronic address, scheme from the EAS list
  PostalAddress address;                // BG-5,  BG-8
  Contact contact;                      // BG-6,  BG-9
};

struct Payee {                    // BG-10
  std::string name;               // BT-59
  Identifier identifier;          // BT-60
  Identifier legal_registration;  // BT-61
};

struct TaxRepresentative {  // BG-11
  std::string name;         // BT-62
  std::string vat_id;       // BT-63
  PostalAddress address;    // BG-12
};

struct Period {               // BG-14, BG-26
  std::optional<Date> start;  // BT-73, BT-134
  std::optional<Date> end;    // BT-74, BT-135
};

struct Delivery {            // BG-13
  std::string name;          // BT-70   Deliver to party name
  Identifier location;       // BT-71   Deliver to location identifier
  std::optional<Date> date;  // BT-72   Actual delivery date
  PostalAddress address;     // BG-15
};

struct CreditTransfer {      // BG-17
  std::string account;       // BT-84   IBAN, or another account number
  std::string account_name;  // BT-85
  std::string provider;      // BT-86   BIC
};

struct PaymentInstructions {              // BG-16
  std::string means_code;                 // BT-81   UNTDID 4461
  std::string means_text;                 // BT-82
  std::string remittance;                 // BT-83   Remittance information
  std::vector<CreditTransfer> transfers;  // BG-17
  std::string card_number;                // BT-87
  std::string card_holder;                // BT-88
  std::string mandate;                    // BT-89
  std::string creditor;                   // BT-90   Bank assigned creditor identifier
  std::string debited_account;            // BT-91
};

struct AllowanceCharge {  // BG-20, BG-21, BG-27, BG-28
  bool is_charge = false;
  Figure amount;             // BT-92, BT-99,  BT-136, BT-141
  Figure base;               // BT-93, BT-100, BT-137, BT-142
  Figure percentage;         // BT-94, BT-101, BT-138, BT-143
  std::string vat_category;  // BT-95, BT-102
  Figure vat_rate;           // BT-96, BT-103
  std::string reason;        // BT-97, BT-104, BT-139, BT-144
  std::string reason_code;   // BT-98, BT-105, BT-140, BT-145
};

struct DocumentTotals {   // BG-22
  Figure lines;           // BT-106  Sum of Invoice line net amount
  Figure allowances;      // BT-107
  Figure charges;         // BT-108
  Figure without_vat;     // BT-109  Invoice total amount without VAT
  Figure vat;             // BT-110  Invoice total VAT amount
  Figure vat_accounting;  // BT-111  the same in accounting currency
  Figure with_vat;        // BT-112  Invoice total amount with VAT
  Figure paid;            // BT-113
  Figure rounding;        // BT-114
  Figure due;             // BT-115  Amount due for payment
};

struct VatBreakdown {            // BG-23
  Figure taxable;                // BT-116
  Figure tax;                    // BT-117
  std::string category;          // BT-118  UNTDID 5305
  Figure rate;                   // BT-119
  std::string exemption_reason;  // BT-120
  std::string exemption_code;    // BT-121
};

struct SupportingDocument {            // BG-24
  std::string reference;               // BT-122
  std::string description;             // BT-123
  std::string location;                // BT-124  where it can be fetched; nobody here does
  std::string mime_type;               // BT-125-1
  std::string file_name;               // BT-125-2  the sender's word: never a path
  std::size_t size_bytes = 0;          ///< of the attached document, as its base64 gives it
  xml::NodeId content = xml::kNoNode;  ///< BT-125 in the tree the invoice was read from
};

struct ItemAttribute {  // BG-32
  std::string name;     // BT-160
  std::string value;    // BT-161
};

struct InvoiceLine {                                // BG-25
  std::string id;                                   // BT-126
  std::string note;                                 // BT-127
  Identifier object;                                // BT-128
  Figure quantity;                                  // BT-129
  std::string unit;                                 // BT-130  UN/ECE Recommendation 20 or 21
  Figure net_amount;                                // BT-131
  std::string order_line;                           // BT-132
  std::string accounting_reference;                 // BT-133
  Period period;                                    // BG-26
  std::vector<AllowanceCharge> allowances_charges;  // BG-27, BG-28
  Figure net_price;                                 // BT-146
  Figure price_discount;                            // BT-147
  Figure gross_price;                               // BT-148
  Figure base_quantity;                             // BT-149
  std::string base_unit;                            // BT-150
  std::string vat_category;                         // BT-151
  Figure vat_rate;                                  // BT-152
  std::string name;                                 // BT-153
  std::string description;                          // BT-154
  std::string seller_item;                          // BT-155
  std::string buyer_item;                           // BT-156
  Identifier standard_item;                         // BT-157
  std::vector<Identifier> classifications;          // BT-158
  std::string origin_country;                       // BT-159
  std::vector<ItemAttribute> attributes;            // BG-32
};

struct Invoice {
  Syntax syntax = Syntax::other;
  std::string number;                       // BT-1
  std::optional<Date> issued;               // BT-2
  std::string type_code;                    // BT-3    UNTDID 1001
  std::string currency;                     // BT-5
  std::string accounting_currency;          // BT-6
  std::optional<Date> tax_point;            // BT-7
  std::string tax_point_code;               // BT-8    as the syntax codes it (UBL 3, 35, 432; CII 5, 29, 72)
  std::optional<Date> due;                  // BT-9
  std::string buyer_reference;              // BT-10
  std::string project;                      // BT-11
  std::string contract;                     // BT-12
  std::string purchase_order;               // BT-13
  std::string sales_order;                  // BT-14
  std::string receiving_advice;             // BT-15
  std::string despatch_advice;              // BT-16
  std::string tender;                       // BT-17
  Identifier object;                        // BT-18
  std::string accounting_reference;         // BT-19
  std::string payment_terms;                // BT-20
  std::vector<InvoiceNote> notes;           // BG-1
  std::string process;                      // BT-23
  std::string specification;                // BT-24
  std::vector<PrecedingInvoice> preceding;  // BG-3
  Party seller;                             // BG-4
  Party buyer;                              // BG-7
  Payee payee;                              // BG-10
  TaxRepresentative tax_representative;     // BG-11
  Delivery delivery;                        // BG-13
  Period period;                            // BG-14
  std::vector<PaymentInstructions> payments;        // BG-16
  std::vector<AllowanceCharge> allowances_charges;  // BG-20, BG-21
  DocumentTotals totals;                            // BG-22
  std::vector<VatBreakdown> vat;                    // BG-23
  std::vector<SupportingDocument> documents;        // BG-24
  std::vector<InvoiceLine> lines;                   // BG-25
};

/// Reads a UBL invoice or credit note or a UN/CEFACT CII invoice. Tolerant: what is missing or in the wrong
/// place is empty, what is no date is none; of what may stand once the first counts. Rules are not its
/// business. Fails with FORMAT when the document is of another syntax.
Result<Invoice> read_invoice(const xml::Tree& document);

/// The octets of a supporting document. Fails with BT-125 when there are none, or they are not base64.
Result<Bytes> content_of(const SupportingDocument& document, const xml::Tree& tree);

/// The reader of each syntax; `document` must be of it.
Invoice read_ubl(const xml::Tree& document);
Invoice read_cii(const xml::Tree& document);

}  // namespace quittance::formats
