// UN/CEFACT Cross Industry Invoice (D16B, D22B) to the semantic model (CEN/TS 16931-3-3).
#include <algorithm>

#include "formats/invoice.h"
#include "formats/terms.h"

namespace quittance::formats {
namespace {

constexpr std::string_view kTenderCode = "50";
constexpr std::string_view kObjectCode = "130";
constexpr std::string_view kSupportingCode = "916";
constexpr std::string_view kDayFormat = "102";  // UNTDID 2379: CCYYMMDD

}  // namespace

std::optional<Date> cii_day(const Element& element) {
  for (const char* name : {"udt:DateTimeString", "qdt:DateTimeString", "udt:DateString"}) {
    const Element written = element.at(name);
    if (!written.exists()) continue;
    const auto text = written.text();
    const auto format = written.attribute("format");
    if (text.size() != 8 || (!format.empty() && format != kDayFormat)) return std::nullopt;
    const auto date = parse_date(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6));
    return date ? std::optional(*date) : std::nullopt;
  }
  for (const char* name : {"udt:DateTime", "udt:Date"})
    if (const auto date = parse_date(element.text(name).substr(0, 10)); date) return *date;
  return std::nullopt;
}

namespace {

PostalAddress read_address(const Element& address) {
  return {address.text("ram:LineOne"),      address.text("ram:LineTwo"),
          address.text("ram:LineThree"),    address.text("ram:CityName"),
          address.text("ram:PostcodeCode"), address.text("ram:CountrySubDivisionName"),
          address.text("ram:CountryID")};
}

/// Identifiers with a scheme (GlobalID) and without (ID).
std::vector<Identifier> read_identifiers(const Element& party) {
  std::vector<Identifier> all;
  for (const auto& one : party.all("ram:ID")) all.push_back(identifier(one));
  for (const auto& one : party.all("ram:GlobalID")) all.push_back(identifier(one));
  std::erase_if(all, [](const auto& one) { return one.empty(); });
  return all;
}

Identifier first_identifier(const Element& party) {
  const auto global = identifier(party.at("ram:GlobalID"));
  return global.empty() ? identifier(party.at("ram:ID")) : global;
}

std::string tax_registration(const Element& party, std::string_view scheme) {
  for (const auto& one : party.all("ram:SpecifiedTaxRegistration"))
    if (one.at("ram:ID").attribute("schemeID") == scheme) return one.text("ram:ID");
  return {};
}

Party read_party(const Element& element) {
  Party party;
  const Element legal = element.at("ram:SpecifiedLegalOrganization");
  party.name = element.text("ram:Name");
  party.trading_name = legal.text("ram:TradingBusinessName");
  party.identifiers = read_identifiers(element);
  party.legal_registration = identifier(legal.at("ram:ID"));
  party.legal_information = element.text("ram:Description");
  party.vat_id = tax_registration(element, "VA");
  party.tax_registration = tax_registration(element, "FC");
  party.endpoint = identifier(element.at("ram:URIUniversalCommunication/ram:URIID"));
  party.address = read_address(element.at("ram:PostalTradeAddress"));
  const Element contact = element.at("ram:DefinedTradeContact");
  party.contact = {contact.text("ram:PersonName"),
                   contact.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
                   contact.text("ram:EmailURIUniversalCommunication/ram:URIID")};
  if (party.contact.name.empty()) party.contact.name = contact.text("ram:DepartmentName");
  return party;
}

void read_document(const Element& one, Invoice& invoice) {
  const auto code = one.text("ram:TypeCode");
  const auto reference = one.text("ram:IssuerAssignedID");
  if (code == kTenderCode) {
    if (invoice.tender.empty()) invoice.tender = reference;
  } else if (code == kObjectCode) {
    if (invoice.object.empty()) invoice.object = {reference, one.text("ram:ReferenceTypeCode"), ""};
  } else if (code == kSupportingCode) {
    SupportingDocument document;
    document.reference = reference;
    document.description = one.text("ram:Name");
    document.location = one.text("ram:URIID");
    read_attachment(one.at("ram:AttachmentBinaryObject"), document);
    invoice.documents.push_back(std::move(document));
  }
}

void read_agreement(const Element& agreement, Invoice& invoice) {
  invoice.buyer_reference = agreement.text("ram:BuyerReference");
  invoice.seller = read_party(agreement.at("ram:SellerTradeParty"));
  invoice.buyer = read_party(agreement.at("ram:BuyerTradeParty"));
  const Element representative = agreement.at("ram:SellerTaxRepresentativeTradeParty");
  invoice.tax_representative = {representative.text("ram:Name"), tax_registration(representative, "VA"),
                                read_address(representative.at("ram:PostalTradeAddress"))};
  invoice.sales_order = agreement.text("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID");
  invoice.purchase_order = agreement.text("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID");
  invoice.contract = agreement.text("ram:ContractReferencedDocument/ram:IssuerAssignedID");
  invoice.project = agreement.text("ram:SpecifiedProcuringProject/ram:ID");
  for (const auto& one : agreement.all("ram:AdditionalReferencedDocument")) read_document(one, invoice);
}

void read_delivery(const Element& delivery, Invoice& invoice) {
  const Element ship_to = delivery.at("ram:ShipToTradeParty");
  invoice.delivery = {ship_to.text("ram:Name"), first_identifier(ship_to),
                      cii_day(delivery.at("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime")),
                      read_address(ship_to.at("ram:PostalTradeAddress"))};
  invoice.despatch_advice = delivery.text("ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID");
  invoice.receiving_advice = delivery.text("ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID");
}

Period read_period(const Element& parent) {
  const Element period = parent.at("ram:BillingSpecifiedPeriod");
  return {cii_day(period.at("ram:StartDateTime")), cii_day(period.at("ram:EndDateTime"))};
}

void read_payments(const Element& settlement, Invoice& invoice) {
  const auto remittance = settlement.text("ram:PaymentReference");
  const auto creditor = settlement.text("ram:CreditorReferenceID");
  const auto mandate = settlement.text("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID");
  for (const auto& means : settlement.all("ram:SpecifiedTradeSettlementPaymentMeans")) {
    PaymentInstructions payment;
    payment.means_code = means.text("ram:TypeCode");
    payment.means_text = means.text("ram:Information");
    payment.remittance = remittance;
    const auto bic = means.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID");
    for (const auto& account : means.all("ram:PayeePartyCreditorFinancialAccount")) {
      const auto iban = account.text("ram:IBANID");
      payment.transfers.push_back(
          {iban.empty() ? account.text("ram:ProprietaryID") : iban, account.text("ram:AccountName"), bic});
    }
    const Element card = means.at("ram:ApplicableTradeSettlementFinancialCard");
    payment.card_number = card.text("ram:ID");
    payment.card_holder = card.text("ram:CardholderName");
    payment.mandate = mandate;
    payment.creditor = creditor;
    payment.debited_account = means.text("ram:PayerPartyDebtorFinancialAccount/ram:IBANID");
    invoice.payments.push_back(std::move(payment));
  }
}

std::vector<AllowanceCharge> read_allowances(const Element& parent) {
  std::vector<AllowanceCharge> all;
  for (const auto& one : parent.all("ram:SpecifiedTradeAllowanceCharge"))
    all.push_back({truth(one.at("ram:ChargeIndicator/udt:Indicator")), figure(one.at("ram:ActualAmount")),
                   figure(one.at("ram:BasisAmount")), figure(one.at("ram:CalculationPercent")),
                   one.text("ram:CategoryTradeTax/ram:CategoryCode"),
                   figure(one.at("ram:CategoryTradeTax/ram:RateApplicablePercent")), one.text("ram:Reason"),
                   one.text("ram:ReasonCode")});
  return all;
}

void read_taxes(const Element& settlement, Invoice& invoice) {
  for (const auto& tax : settlement.all("ram:ApplicableTradeTax")) {
    invoice.vat.push_back({figure(tax.at("ram:BasisAmount")), figure(tax.at("ram:CalculatedAmount")),
                           tax.text("ram:CategoryCode"), figure(tax.at("ram:RateApplicablePercent")),
                           tax.text("ram:ExemptionReason"), tax.text("ram:ExemptionReasonCode")});
    if (!invoice.tax_point) invoice.tax_point = cii_day(tax.at("ram:TaxPointDate"));
    if (invoice.tax_point_code.empty()) invoice.tax_point_code = tax.text("ram:DueDateTypeCode");
  }
}

void read_totals(const Element& totals, Invoice& invoice) {
  auto& to = invoice.totals;
  to.lines = figure(totals.at("ram:LineTotalAmount"));
  to.charges = figure(totals.at("ram:ChargeTotalAmount"));
  to.allowances = figure(totals.at("ram:AllowanceTotalAmount"));
  to.without_vat = figure(totals.at("ram:TaxBasisTotalAmount"));
  to.with_vat = figure(totals.at("ram:GrandTotalAmount"));
  to.paid = figure(totals.at("ram:TotalPrepaidAmount"));
  to.rounding = figure(totals.at("ram:RoundingAmount"));
  to.due = figure(totals.at("ram:DuePayableAmount"));
  for (const auto& tax : totals.all("ram:TaxTotalAmount")) {
    const auto currency = tax.attribute("currencyID");
    const bool accounting = currency != invoice.currency && currency == invoice.accounting_currency;
    auto& target = accounting ? to.vat_accounting : to.vat;
    if (target.empty()) target = figure(tax);
  }
}

void read_settlement(const Element& settlement, Invoice& invoice) {
  invoice.accounting_currency = settlement.text("ram:TaxCurrencyCode");
  invoice.currency = settlement.text("ram:InvoiceCurrencyCode");
  const Element payee = settlement.at("ram:PayeeTradeParty");
  invoice.payee = {payee.text("ram:Name"), first_identifier(payee),
                   identifier(payee.at("ram:SpecifiedLegalOrganization/ram:ID"))};
  read_payments(settlement, invoice);
  read_taxes(settlement, invoice);
  invoice.period = read_period(settlement);
  invoice.allowances_charges = read_allowances(settlement);
  for (const auto& terms : settlement.all("ram:SpecifiedTradePaymentTerms")) {
    if (invoice.payment_terms.empty()) invoice.payment_terms = terms.text("ram:Description");
    if (!invoice.due) invoice.due = cii_day(terms.at("ram:DueDateDateTime"));
  }
  read_totals(settlement.at("ram:SpecifiedTradeSettlementHeaderMonetarySummation"), invoice);
  for (const auto& one : settlement.all("ram:InvoiceReferencedDocument"))
    invoice.preceding.push_back(
        {one.text("ram:IssuerAssignedID"), cii_day(one.at("ram:FormattedIssueDateTime"))});
  invoice.accounting_reference = settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID");
}

void read_product(const Element& product, InvoiceLine& line) {
  line.name = product.text("ram:Name");
  line.description = product.text("ram:Description");
  line.seller_item = product.text("ram:SellerAssignedID");
  line.buyer_item = product.text("ram:BuyerAssignedID");
  line.standard_item = identifier(product.at("ram:GlobalID"));
  for (const auto& one : product.all("ram:DesignatedProductClassification"))
    line.classifications.push_back(identifier(one.at("ram:ClassCode"), "listID"));
  line.origin_country = product.text("ram:OriginTradeCountry/ram:ID");
  for (const auto& one : product.all("ram:ApplicableProductCharacteristic"))
    line.attributes.push_back({one.text("ram:Description"), one.text("ram:Value")});
}

void read_price(const Element& agreement, InvoiceLine& line) {
  const Element net = agreement.at("ram:NetPriceProductTradePrice");
  const Element gross = agreement.at("ram:GrossPriceProductTradePrice");
  line.order_line = agreement.text("ram:BuyerOrderReferencedDocument/ram:LineID");
  line.net_price = figure(net.at("ram:ChargeAmount"));
  line.gross_price = figure(gross.at("ram:ChargeAmount"));
  line.price_discount = figure(gross.at("ram:AppliedTradeAllowanceCharge/ram:ActualAmount"));
  const Element quantity =
      net.at("ram:BasisQuantity").exists() ? net.at("ram:BasisQuantity") : gross.at("ram:BasisQuantity");
  line.base_quantity = figure(quantity);
  line.base_unit = quantity.attribute("unitCode");
}

InvoiceLine read_line(const Element& element) {
  InvoiceLine line;
  const Element document = element.at("ram:AssociatedDocumentLineDocument");
  line.id = document.text("ram:LineID");
  line.note = document.text("ram:IncludedNote/ram:Content");
  read_product(element.at("ram:SpecifiedTradeProduct"), line);
  read_price(element.at("ram:SpecifiedLineTradeAgreement"), line);
  const Element quantity = element.at("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity");
  line.quantity = figure(quantity);
  line.unit = quantity.attribute("unitCode");
  const Element settlement = element.at("ram:SpecifiedLineTradeSettlement");
  line.vat_category = settlement.text("ram:ApplicableTradeTax/ram:CategoryCode");
  line.vat_rate = figure(settlement.at("ram:ApplicableTradeTax/ram:RateApplicablePercent"));
  line.period = read_period(settlement);
  line.allowances_charges = read_allowances(settlement);
  line.net_amount =
      figure(settlement.at("ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"));
  for (const auto& one : settlement.all("ram:AdditionalReferencedDocument"))
    if (one.text("ram:TypeCode") == kObjectCode && line.object.empty())
      line.object = {one.text("ram:IssuerAssignedID"), one.text("ram:ReferenceTypeCode"), ""};
  line.accounting_reference = settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID");
  return line;
}

}  // namespace

Invoice read_cii(const xml::Tree& document) {
  const Element root = Element::root(document);
  Invoice invoice;
  invoice.syntax = Syntax::cii;
  const auto identity = identify(document);
  invoice.process = identity.profile;
  invoice.specification = identity.customization;
  const Element header = root.at("ExchangedDocument");
  invoice.number = header.text("ram:ID");
  invoice.type_code = header.text("ram:TypeCode");
  invoice.issued = cii_day(header.at("ram:IssueDateTime"));
  for (const auto& note : header.all("ram:IncludedNote"))
    invoice.notes.push_back({note.text("ram:SubjectCode"), note.text("ram:Content")});
  const Element transaction = root.at("SupplyChainTradeTransaction");
  read_agreement(transaction.at("ram:ApplicableHeaderTradeAgreement"), invoice);
  read_delivery(transaction.at("ram:ApplicableHeaderTradeDelivery"), invoice);
  read_settlement(transaction.at("ram:ApplicableHeaderTradeSettlement"), invoice);
  for (const auto& line : transaction.all("ram:IncludedSupplyChainTradeLineItem"))
    invoice.lines.push_back(read_line(line));
  return invoice;
}

}  // namespace quittance::formats
