// UBL 2.1 Invoice and CreditNote to the semantic model (CEN/TS 16931-3-2).
#include "formats/invoice.h"
#include "formats/terms.h"

namespace quittance::formats {
namespace {

constexpr std::string_view kTenderCode = "50";  // UNTDID 1001: validated priced tender; BT-11 in credit notes
constexpr std::string_view kObjectCode = "130";  // UNTDID 1001: invoicing data sheet
constexpr std::string_view kSepaScheme = "SEPA";

/// "#AAI#text" is a note with its subject code.
InvoiceNote read_note(const Element& element) {
  InvoiceNote note{"", element.text()};
  if (note.text.size() < 2 || note.text[0] != '#') return note;
  const std::size_t end = note.text.find('#', 1);
  if (end == std::string::npos || end < 2 || end > 4) return note;
  note.subject_code = note.text.substr(1, end - 1);
  note.text = std::string(trimmed(std::string_view(note.text).substr(end + 1)));
  return note;
}

PostalAddress read_address(const Element& address) {
  return {address.text("cbc:StreetName"),
          address.text("cbc:AdditionalStreetName"),
          address.text("cac:AddressLine/cbc:Line"),
          address.text("cbc:CityName"),
          address.text("cbc:PostalZone"),
          address.text("cbc:CountrySubentity"),
          address.text("cac:Country/cbc:IdentificationCode")};
}

void read_tax_schemes(const Element& element, Party& party) {
  for (const auto& scheme : element.all("cac:PartyTaxScheme")) {
    auto& target = scheme.text("cac:TaxScheme/cbc:ID") == "VAT" ? party.vat_id : party.tax_registration;
    if (target.empty()) target = scheme.text("cbc:CompanyID");
  }
}

Party read_party(const Element& element) {
  Party party;
  const Element legal = element.at("cac:PartyLegalEntity");
  party.name = legal.text("cbc:RegistrationName");
  party.trading_name = element.text("cac:PartyName/cbc:Name");
  for (const auto& one : element.all("cac:PartyIdentification")) {
    auto id = identifier(one.at("cbc:ID"));
    if (id.scheme != kSepaScheme && !id.empty()) party.identifiers.push_back(std::move(id));
  }
  party.legal_registration = identifier(legal.at("cbc:CompanyID"));
  party.legal_information = legal.text("cbc:CompanyLegalForm");
  read_tax_schemes(element, party);
  party.endpoint = identifier(element.at("cbc:EndpointID"));
  party.address = read_address(element.at("cac:PostalAddress"));
  const Element contact = element.at("cac:Contact");
  party.contact = {contact.text("cbc:Name"), contact.text("cbc:Telephone"),
                   contact.text("cbc:ElectronicMail")};
  return party;
}

/// BT-90 stands among the identifiers of the payee, else of the seller.
std::string read_creditor(const Element& root) {
  for (const char* party : {"cac:PayeeParty", "cac:AccountingSupplierParty/cac:Party"})
    for (const auto& one : root.at(party).all("cac:PartyIdentification"))
      if (const auto id = identifier(one.at("cbc:ID")); id.scheme == kSepaScheme) return id.value;
  return {};
}

void read_parties(const Element& root, Invoice& invoice) {
  invoice.seller = read_party(root.at("cac:AccountingSupplierParty/cac:Party"));
  invoice.buyer = read_party(root.at("cac:AccountingCustomerParty/cac:Party"));
  const Element payee = root.at("cac:PayeeParty");
  invoice.payee.name = payee.text("cac:PartyName/cbc:Name");
  for (const auto& one : payee.all("cac:PartyIdentification"))
    if (auto id = identifier(one.at("cbc:ID")); id.scheme != kSepaScheme && invoice.payee.identifier.empty())
      invoice.payee.identifier = std::move(id);
  invoice.payee.legal_registration = identifier(payee.at("cac:PartyLegalEntity/cbc:CompanyID"));
  const Element representative = root.at("cac:TaxRepresentativeParty");
  invoice.tax_representative = {representative.text("cac:PartyName/cbc:Name"),
                                representative.text("cac:PartyTaxScheme/cbc:CompanyID"),
                                read_address(representative.at("cac:PostalAddress"))};
}

void read_delivery(const Element& root, Invoice& invoice) {
  const Element delivery = root.at("cac:Delivery");
  invoice.delivery = {delivery.text("cac:DeliveryParty/cac:PartyName/cbc:Name"),
                      identifier(delivery.at("cac:DeliveryLocation/cbc:ID")),
                      day(delivery.at("cbc:ActualDeliveryDate")),
                      read_address(delivery.at("cac:DeliveryLocation/cac:Address"))};
  const Element period = root.at("cac:InvoicePeriod");
  invoice.period = {day(period.at("cbc:StartDate")), day(period.at("cbc:EndDate"))};
  invoice.tax_point_code = period.text("cbc:DescriptionCode");
}

void read_payments(const Element& root, Invoice& invoice) {
  const auto creditor = read_creditor(root);
  for (const auto& means : root.all("cac:PaymentMeans")) {
    PaymentInstructions payment;
    payment.means_code = means.text("cbc:PaymentMeansCode");
    payment.means_text = means.at("cbc:PaymentMeansCode").attribute("name");
    payment.remittance = means.text("cbc:PaymentID");
    for (const auto& account : means.all("cac:PayeeFinancialAccount"))
      payment.transfers.push_back({account.text("cbc:ID"), account.text("cbc:Name"),
                                   account.text("cac:FinancialInstitutionBranch/cbc:ID")});
    payment.card_number = means.text("cac:CardAccount/cbc:PrimaryAccountNumberID");
    payment.card_holder = means.text("cac:CardAccount/cbc:HolderName");
    payment.mandate = means.text("cac:PaymentMandate/cbc:ID");
    payment.debited_account = means.text("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID");
    payment.creditor = creditor;
    invoice.payments.push_back(std::move(payment));
    if (!invoice.due) invoice.due = day(means.at("cbc:PaymentDueDate"));  // BT-9 of credit notes
  }
}

std::vector<AllowanceCharge> read_allowances(const Element& parent) {
  std::vector<AllowanceCharge> all;
  for (const auto& one : parent.all("cac:AllowanceCharge"))
    all.push_back({truth(one.at("cbc:ChargeIndicator")), figure(one.at("cbc:Amount")),
                   figure(one.at("cbc:BaseAmount")), figure(one.at("cbc:MultiplierFactorNumeric")),
                   one.text("cac:TaxCategory/cbc:ID"), figure(one.at("cac:TaxCategory/cbc:Percent")),
                   one.text("cbc:AllowanceChargeReason"), one.text("cbc:AllowanceChargeReasonCode")});
  return all;
}

void read_totals(const Element& root, Invoice& invoice) {
  const Element totals = root.at("cac:LegalMonetaryTotal");
  auto& to = invoice.totals;
  to.lines = figure(totals.at("cbc:LineExtensionAmount"));
  to.allowances = figure(totals.at("cbc:AllowanceTotalAmount"));
  to.charges = figure(totals.at("cbc:ChargeTotalAmount"));
  to.without_vat = figure(totals.at("cbc:TaxExclusiveAmount"));
  to.with_vat = figure(totals.at("cbc:TaxInclusiveAmount"));
  to.paid = figure(totals.at("cbc:PrepaidAmount"));
  to.rounding = figure(totals.at("cbc:PayableRoundingAmount"));
  to.due = figure(totals.at("cbc:PayableAmount"));
  for (const auto& tax : root.all("cac:TaxTotal")) {
    const Element amount = tax.at("cbc:TaxAmount");
    const auto currency = amount.attribute("currencyID");
    const bool accounting = currency != invoice.currency && currency == invoice.accounting_currency;
    auto& target = accounting ? to.vat_accounting : to.vat;
    if (target.empty()) target = figure(amount);
    for (const auto& part : tax.all("cac:TaxSubtotal"))
      invoice.vat.push_back({figure(part.at("cbc:TaxableAmount")), figure(part.at("cbc:TaxAmount")),
                             part.text("cac:TaxCategory/cbc:ID"),
                             figure(part.at("cac:TaxCategory/cbc:Percent")),
                             part.text("cac:TaxCategory/cbc:TaxExemptionReason"),
                             part.text("cac:TaxCategory/cbc:TaxExemptionReasonCode")});
  }
}

void read_documents(const Element& root, Invoice& invoice) {
  for (const auto& one : root.all("cac:AdditionalDocumentReference")) {
    const auto code = one.text("cbc:DocumentTypeCode");
    if (code == kObjectCode) {
      if (invoice.object.empty()) invoice.object = identifier(one.at("cbc:ID"));
      continue;
    }
    if (code == kTenderCode && invoice.syntax == Syntax::ubl_credit_note) {
      if (invoice.project.empty()) invoice.project = one.text("cbc:ID");
      continue;
    }
    SupportingDocument document;
    document.reference = one.text("cbc:ID");
    document.description = one.text("cbc:DocumentDescription");
    document.location = one.text("cac:Attachment/cac:ExternalReference/cbc:URI");
    read_attachment(one.at("cac:Attachment/cbc:EmbeddedDocumentBinaryObject"), document);
    invoice.documents.push_back(std::move(document));
  }
}

void read_item(const Element& item, InvoiceLine& line) {
  const Element vat = item.at("cac:ClassifiedTaxCategory");
  line.vat_category = vat.text("cbc:ID");
  line.vat_rate = figure(vat.at("cbc:Percent"));
  line.name = item.text("cbc:Name");
  line.description = item.text("cbc:Description");
  line.seller_item = item.text("cac:SellersItemIdentification/cbc:ID");
  line.buyer_item = item.text("cac:BuyersItemIdentification/cbc:ID");
  line.standard_item = identifier(item.at("cac:StandardItemIdentification/cbc:ID"));
  for (const auto& one : item.all("cac:CommodityClassification"))
    line.classifications.push_back(identifier(one.at("cbc:ItemClassificationCode"), "listID"));
  line.origin_country = item.text("cac:OriginCountry/cbc:IdentificationCode");
  for (const auto& one : item.all("cac:AdditionalItemProperty"))
    line.attributes.push_back({one.text("cbc:Name"), one.text("cbc:Value")});
}

InvoiceLine read_line(const Element& element, const char* quantity_name) {
  InvoiceLine line;
  line.id = element.text("cbc:ID");
  line.note = element.text("cbc:Note");
  for (const auto& one : element.all("cac:DocumentReference"))
    if (one.text("cbc:DocumentTypeCode") == kObjectCode && line.object.empty())
      line.object = identifier(one.at("cbc:ID"));
  const Element quantity = element.at(quantity_name);
  line.quantity = figure(quantity);
  line.unit = quantity.attribute("unitCode");
  line.net_amount = figure(element.at("cbc:LineExtensionAmount"));
  line.order_line = element.text("cac:OrderLineReference/cbc:LineID");
  line.accounting_reference = element.text("cbc:AccountingCost");
  const Element period = element.at("cac:InvoicePeriod");
  line.period = {day(period.at("cbc:StartDate")), day(period.at("cbc:EndDate"))};
  line.allowances_charges = read_allowances(element);
  const Element price = element.at("cac:Price");
  line.net_price = figure(price.at("cbc:PriceAmount"));
  line.price_discount = figure(price.at("cac:AllowanceCharge/cbc:Amount"));
  line.gross_price = figure(price.at("cac:AllowanceCharge/cbc:BaseAmount"));
  line.base_quantity = figure(price.at("cbc:BaseQuantity"));
  line.base_unit = price.at("cbc:BaseQuantity").attribute("unitCode");
  read_item(element.at("cac:Item"), line);
  return line;
}

void read_references(const Element& root, Invoice& invoice) {
  invoice.buyer_reference = root.text("cbc:BuyerReference");
  invoice.project = root.text("cac:ProjectReference/cbc:ID");
  invoice.contract = root.text("cac:ContractDocumentReference/cbc:ID");
  invoice.purchase_order = root.text("cac:OrderReference/cbc:ID");
  invoice.sales_order = root.text("cac:OrderReference/cbc:SalesOrderID");
  invoice.receiving_advice = root.text("cac:ReceiptDocumentReference/cbc:ID");
  invoice.despatch_advice = root.text("cac:DespatchDocumentReference/cbc:ID");
  invoice.tender = root.text("cac:OriginatorDocumentReference/cbc:ID");
  invoice.accounting_reference = root.text("cbc:AccountingCost");
  for (const auto& one : root.all("cac:BillingReference")) {
    const Element preceding = one.at("cac:InvoiceDocumentReference");
    invoice.preceding.push_back({preceding.text("cbc:ID"), day(preceding.at("cbc:IssueDate"))});
  }
}

}  // namespace

Invoice read_ubl(const xml::Tree& document) {
  const Element root = Element::root(document);
  const bool credit = root.name() == "CreditNote";
  Invoice invoice;
  invoice.syntax = credit ? Syntax::ubl_credit_note : Syntax::ubl_invoice;
  invoice.specification = root.text("cbc:CustomizationID");
  invoice.process = root.text("cbc:ProfileID");
  invoice.number = root.text("cbc:ID");
  invoice.issued = day(root.at("cbc:IssueDate"));
  invoice.type_code = root.text(credit ? "cbc:CreditNoteTypeCode" : "cbc:InvoiceTypeCode");
  invoice.currency = root.text("cbc:DocumentCurrencyCode");
  invoice.accounting_currency = root.text("cbc:TaxCurrencyCode");
  invoice.tax_point = day(root.at("cbc:TaxPointDate"));
  invoice.due = day(root.at("cbc:DueDate"));
  for (const auto& note : root.all("cbc:Note")) invoice.notes.push_back(read_note(note));
  invoice.payment_terms = root.text("cac:PaymentTerms/cbc:Note");
  read_references(root, invoice);
  read_parties(root, invoice);
  read_delivery(root, invoice);
  read_payments(root, invoice);
  invoice.allowances_charges = read_allowances(root);
  read_totals(root, invoice);
  read_documents(root, invoice);
  for (const auto& line : root.all(credit ? "cac:CreditNoteLine" : "cac:InvoiceLine"))
    invoice.lines.push_back(read_line(line, credit ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity"));
  return invoice;
}

}  // namespace quittance::formats
