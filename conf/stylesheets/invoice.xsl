<?xml version="1.0" encoding="UTF-8"?>
<!-- An invoice or credit note (UBL 2.1, UN/CEFACT CII) as a page for people. Parameter lang: en, fr, de or nl. No script, nothing
     fetched, no link that a sender chose. Amounts are shown digit by digit as the document has them: nothing is computed or rounded. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:i="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
    xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
    xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
    xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
    exclude-result-prefixes="i c cac cbc rsm ram udt qdt">
  <xsl:output method="html" encoding="UTF-8" indent="yes" doctype-system="about:legacy-compat"/>
  <xsl:param name="lang" select="'en'"/>

  <xsl:variable name="page-lang">
    <xsl:choose>
      <xsl:when test="$lang = 'fr' or $lang = 'de' or $lang = 'nl'"><xsl:value-of select="$lang"/></xsl:when>
      <xsl:otherwise>en</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!-- The parts of the document that both syntaxes have. -->
  <xsl:variable name="trade" select="/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"/>
  <xsl:variable name="agreement" select="$trade/ram:ApplicableHeaderTradeAgreement"/>
  <xsl:variable name="delivery" select="$trade/ram:ApplicableHeaderTradeDelivery"/>
  <xsl:variable name="settlement" select="$trade/ram:ApplicableHeaderTradeSettlement"/>
  <xsl:variable name="sum" select="$settlement/ram:SpecifiedTradeSettlementHeaderMonetarySummation"/>
  <xsl:variable name="ubl" select="/i:Invoice | /c:CreditNote"/>
  <xsl:variable name="total" select="$ubl/cac:LegalMonetaryTotal"/>
  <xsl:variable name="currency" select="string($ubl/cbc:DocumentCurrencyCode | $settlement/ram:InvoiceCurrencyCode)"/>
  <xsl:variable name="type" select="string($ubl/cbc:InvoiceTypeCode | $ubl/cbc:CreditNoteTypeCode | /rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:TypeCode)"/>

  <!-- One of "english|french|german|dutch". -->
  <xsl:template name="say">
    <xsl:param name="words"/>
    <xsl:choose>
      <xsl:when test="$page-lang = 'fr'"><xsl:value-of select="substring-before(substring-after($words, '|'), '|')"/></xsl:when>
      <xsl:when test="$page-lang = 'de'"><xsl:value-of select="substring-before(substring-after(substring-after($words, '|'), '|'), '|')"/></xsl:when>
      <xsl:when test="$page-lang = 'nl'"><xsl:value-of select="substring-after(substring-after(substring-after($words, '|'), '|'), '|')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="substring-before($words, '|')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A number as written, with the language's marks. -->
  <xsl:template name="number">
    <xsl:param name="value"/>
    <xsl:variable name="text" select="normalize-space($value)"/>
    <xsl:variable name="digits" select="translate($text, '+-', '')"/>
    <xsl:choose>
      <xsl:when test="$text = '' or translate($digits, '0123456789.', '') != '' or contains(substring-after($digits, '.'), '.')"><xsl:value-of select="$text"/></xsl:when>
      <xsl:otherwise>
        <xsl:if test="starts-with($text, '-')">−</xsl:if>
        <xsl:call-template name="grouped">
          <xsl:with-param name="digits" select="substring-before(concat($digits, '.'), '.')"/>
        </xsl:call-template>
        <xsl:if test="contains($digits, '.') and substring-after($digits, '.') != ''">
          <xsl:choose><xsl:when test="$page-lang = 'en'">.</xsl:when><xsl:otherwise>,</xsl:otherwise></xsl:choose>
          <xsl:value-of select="substring-after($digits, '.')"/>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="grouped">
    <xsl:param name="digits"/>
    <xsl:choose>
      <xsl:when test="string-length($digits) &lt;= 3 or string-length($digits) &gt; 30"><xsl:value-of select="$digits"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="grouped">
          <xsl:with-param name="digits" select="substring($digits, 1, string-length($digits) - 3)"/>
        </xsl:call-template>
        <xsl:choose>
          <xsl:when test="$page-lang = 'en'">,</xsl:when>
          <xsl:when test="$page-lang = 'fr'"><xsl:text>&#x202F;</xsl:text></xsl:when>
          <xsl:otherwise>.</xsl:otherwise>
        </xsl:choose>
        <xsl:value-of select="substring($digits, string-length($digits) - 2)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="amount">
    <xsl:param name="value"/>
    <xsl:param name="unit" select="$currency"/>
    <xsl:call-template name="number"><xsl:with-param name="value" select="$value"/></xsl:call-template>
    <xsl:text>&#xA0;</xsl:text>
    <xsl:value-of select="$unit"/>
  </xsl:template>

  <!-- 2026-01-31 or 20260131. -->
  <xsl:template name="date">
    <xsl:param name="value"/>
    <xsl:variable name="text" select="normalize-space($value)"/>
    <xsl:variable name="bare" select="translate(substring($text, 1, 10), '-', '')"/>
    <xsl:choose>
      <xsl:when test="string-length($bare) != 8 or translate($bare, '0123456789', '') != ''"><xsl:value-of select="$text"/></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="y" select="substring($bare, 1, 4)"/>
        <xsl:variable name="m" select="substring($bare, 5, 2)"/>
        <xsl:variable name="d" select="substring($bare, 7, 2)"/>
        <time datetime="{$y}-{$m}-{$d}">
          <xsl:choose>
            <xsl:when test="$page-lang = 'fr'"><xsl:value-of select="concat($d, '/', $m, '/', $y)"/></xsl:when>
            <xsl:when test="$page-lang = 'de'"><xsl:value-of select="concat($d, '.', $m, '.', $y)"/></xsl:when>
            <xsl:when test="$page-lang = 'nl'"><xsl:value-of select="concat($d, '-', $m, '-', $y)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="concat($y, '-', $m, '-', $d)"/></xsl:otherwise>
          </xsl:choose>
        </time>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A row of a definition list, when there is something to say. -->
  <xsl:template name="fact">
    <xsl:param name="words"/>
    <xsl:param name="value"/>
    <xsl:param name="kind" select="'text'"/>
    <xsl:if test="normalize-space($value) != ''">
      <dt><xsl:call-template name="say"><xsl:with-param name="words" select="$words"/></xsl:call-template></dt>
      <dd>
        <xsl:choose>
          <xsl:when test="$kind = 'date'"><xsl:call-template name="date"><xsl:with-param name="value" select="$value"/></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:value-of select="normalize-space($value)"/></xsl:otherwise>
        </xsl:choose>
      </dd>
    </xsl:if>
  </xsl:template>

  <xsl:template name="title">
    <xsl:choose>
      <xsl:when test="/c:CreditNote or $type = '381' or $type = '396' or $type = '261' or $type = '503'">
        <xsl:call-template name="say"><xsl:with-param name="words" select="'Credit note|Avoir|Gutschrift|Creditnota'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = '384' or $type = '471' or $type = '472' or $type = '473'">
        <xsl:call-template name="say"><xsl:with-param name="words" select="'Corrected invoice|Facture rectificative|Rechnungskorrektur|Gecorrigeerde factuur'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = '386' or $type = '500'">
        <xsl:call-template name="say"><xsl:with-param name="words" select="'Prepayment invoice|Facture d’acompte|Vorauszahlungsrechnung|Voorschotfactuur'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = '389' or $type = '501'">
        <xsl:call-template name="say"><xsl:with-param name="words" select="'Self-billed invoice|Facture auto-facturée|Gutschriftverfahren|Self-billing-factuur'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="say"><xsl:with-param name="words" select="'Invoice|Facture|Rechnung|Factuur'"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/">
    <html lang="{$page-lang}">
      <head>
        <title>
          <xsl:call-template name="title"/>
          <xsl:text> </xsl:text>
          <xsl:value-of select="$ubl/cbc:ID | /rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:ID"/>
        </title>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <style>
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
          h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
          .due { font-size: 1.3rem; font-weight: 700; margin: .25rem 0 1rem }
          .parties { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 0 2rem }
          address { font-style: normal } address div { overflow-wrap: anywhere }
          dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 } dt { color: #555 } dd { margin: 0; overflow-wrap: anywhere }
          table { border-collapse: collapse; width: 100% } caption { text-align: left; color: #555 }
          th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ccc; overflow-wrap: anywhere }
          th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal }
          .more { color: #555; font-size: .875rem } tr.last > * { font-weight: 700; border-top: 2px solid #1b1b1b }
          .scroll { overflow-x: auto } footer { color: #555; font-size: .875rem; margin-top: 2rem }
          @media print { body { margin: 0; max-width: none } }
        </style>
      </head>
      <body>
        <main>
          <xsl:choose>
            <xsl:when test="$ubl or /rsm:CrossIndustryInvoice"><xsl:call-template name="invoice"/></xsl:when>
            <xsl:otherwise>
              <p><xsl:call-template name="say"><xsl:with-param name="words" select="'This document is not an invoice that can be shown here.|Ce document n’est pas une facture affichable ici.|Dieses Dokument ist keine Rechnung, die hier gezeigt werden kann.|Dit document is geen factuur die hier getoond kan worden.'"/></xsl:call-template></p>
            </xsl:otherwise>
          </xsl:choose>
        </main>
        <footer>
          <xsl:call-template name="say"><xsl:with-param name="words" select="'A view of the electronic document, which alone is the original.|Vue du document électronique, seul original.|Ansicht des elektronischen Dokuments; nur dieses ist das Original.|Weergave van het elektronische document; alleen dat is het origineel.'"/></xsl:call-template>
        </footer>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="invoice">
    <h1>
      <xsl:call-template name="title"/>
      <xsl:text> </xsl:text>
      <xsl:value-of select="$ubl/cbc:ID | /rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:ID"/>
    </h1>
    <p class="due">
      <xsl:call-template name="say"><xsl:with-param name="words" select="'Amount due: |Net à payer : |Zahlbetrag: |Te betalen: '"/></xsl:call-template>
      <xsl:call-template name="amount"><xsl:with-param name="value" select="$total/cbc:PayableAmount | $sum/ram:DuePayableAmount"/></xsl:call-template>
    </p>
    <xsl:call-template name="facts"/>
    <xsl:call-template name="parties"/>
    <xsl:call-template name="lines"/>
    <xsl:call-template name="allowances"/>
    <xsl:call-template name="vat"/>
    <xsl:call-template name="totals"/>
    <xsl:call-template name="payment"/>
    <xsl:call-template name="notes"/>
    <xsl:call-template name="documents"/>
  </xsl:template>

  <xsl:template name="facts">
    <dl>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Issued|Date d’émission|Rechnungsdatum|Factuurdatum'"/>
        <xsl:with-param name="value" select="$ubl/cbc:IssueDate | /rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:IssueDateTime"/>
        <xsl:with-param name="kind" select="'date'"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Due|Date d’échéance|Fällig am|Vervaldatum'"/>
        <xsl:with-param name="value" select="$ubl/cbc:DueDate | $ubl/cac:PaymentMeans/cbc:PaymentDueDate | $settlement/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime"/>
        <xsl:with-param name="kind" select="'date'"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Delivered|Date de livraison|Lieferdatum|Leverdatum'"/>
        <xsl:with-param name="value" select="$ubl/cac:Delivery/cbc:ActualDeliveryDate | $delivery/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime"/>
        <xsl:with-param name="kind" select="'date'"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Period from|Période du|Zeitraum von|Periode van'"/>
        <xsl:with-param name="value" select="$ubl/cac:InvoicePeriod/cbc:StartDate | $settlement/ram:BillingSpecifiedPeriod/ram:StartDateTime"/>
        <xsl:with-param name="kind" select="'date'"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Period to|Période au|Zeitraum bis|Periode tot'"/>
        <xsl:with-param name="value" select="$ubl/cac:InvoicePeriod/cbc:EndDate | $settlement/ram:BillingSpecifiedPeriod/ram:EndDateTime"/>
        <xsl:with-param name="kind" select="'date'"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Your reference|Votre référence|Ihre Referenz|Uw referentie'"/>
        <xsl:with-param name="value" select="$ubl/cbc:BuyerReference | $agreement/ram:BuyerReference"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Purchase order|Bon de commande|Bestellnummer|Bestelnummer'"/>
        <xsl:with-param name="value" select="$ubl/cac:OrderReference/cbc:ID | $agreement/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Sales order|Commande du vendeur|Auftragsnummer|Verkooporder'"/>
        <xsl:with-param name="value" select="$ubl/cac:OrderReference/cbc:SalesOrderID | $agreement/ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Contract|Contrat|Vertrag|Contract'"/>
        <xsl:with-param name="value" select="$ubl/cac:ContractDocumentReference/cbc:ID | $agreement/ram:ContractReferencedDocument/ram:IssuerAssignedID"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Project|Projet|Projekt|Project'"/>
        <xsl:with-param name="value" select="$ubl/cac:ProjectReference/cbc:ID | $agreement/ram:SpecifiedProcuringProject/ram:ID"/>
      </xsl:call-template>
      <xsl:call-template name="fact">
        <xsl:with-param name="words" select="'Despatch advice|Bon de livraison|Lieferschein|Pakbon'"/>
        <xsl:with-param name="value" select="$ubl/cac:DespatchDocumentReference/cbc:ID | $delivery/ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"/>
      </xsl:call-template>
      <xsl:for-each select="$ubl/cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID | $settlement/ram:InvoiceReferencedDocument/ram:IssuerAssignedID">
        <xsl:call-template name="fact">
          <xsl:with-param name="words" select="'Refers to invoice|Facture d’origine|Bezieht sich auf Rechnung|Verwijst naar factuur'"/>
          <xsl:with-param name="value" select="."/>
        </xsl:call-template>
      </xsl:for-each>
    </dl>
  </xsl:template>

  <xsl:template name="parties">
    <div class="parties">
      <xsl:call-template name="party">
        <xsl:with-param name="words" select="'Seller|Vendeur|Verkäufer|Verkoper'"/>
        <xsl:with-param name="party" select="$ubl/cac:AccountingSupplierParty/cac:Party | $agreement/ram:SellerTradeParty"/>
      </xsl:call-template>
      <xsl:call-template name="party">
        <xsl:with-param name="words" select="'Buyer|Acheteur|Käufer|Koper'"/>
        <xsl:with-param name="party" select="$ubl/cac:AccountingCustomerParty/cac:Party | $agreement/ram:BuyerTradeParty"/>
      </xsl:call-template>
      <xsl:call-template name="party">
        <xsl:with-param name="words" select="'Payee|Bénéficiaire du paiement|Zahlungsempfänger|Begunstigde'"/>
        <xsl:with-param name="party" select="$ubl/cac:PayeeParty | $settlement/ram:PayeeTradeParty"/>
      </xsl:call-template>
      <xsl:call-template name="party">
        <xsl:with-param name="words" select="'Tax representative|Représentant fiscal|Steuervertreter|Fiscaal vertegenwoordiger'"/>
        <xsl:with-param name="party" select="$ubl/cac:TaxRepresentativeParty | $agreement/ram:SellerTaxRepresentativeTradeParty"/>
      </xsl:call-template>
      <xsl:call-template name="party">
        <xsl:with-param name="words" select="'Delivered to|Livré à|Lieferadresse|Geleverd aan'"/>
        <xsl:with-param name="party" select="$ubl/cac:Delivery[cac:DeliveryParty or cac:DeliveryLocation] | $delivery/ram:ShipToTradeParty"/>
      </xsl:call-template>
    </div>
  </xsl:template>

  <xsl:template name="party">
    <xsl:param name="words"/>
    <xsl:param name="party"/>
    <xsl:if test="$party">
      <section>
        <h2><xsl:call-template name="say"><xsl:with-param name="words" select="$words"/></xsl:call-template></h2>
        <address>
          <xsl:for-each select="$party/cac:PartyLegalEntity/cbc:RegistrationName | $party/cac:DeliveryParty/cac:PartyName/cbc:Name | $party/ram:Name">
            <div><strong><xsl:value-of select="."/></strong></div>
          </xsl:for-each>
          <xsl:for-each select="$party/cac:PartyName/cbc:Name[not(. = ../../cac:PartyLegalEntity/cbc:RegistrationName)] | $party/ram:SpecifiedLegalOrganization/ram:TradingBusinessName[not(. = ../../ram:Name)]">
            <div><xsl:value-of select="."/></div>
          </xsl:for-each>
          <xsl:apply-templates select="$party/cac:PostalAddress | $party/cac:DeliveryLocation/cac:Address | $party/ram:PostalTradeAddress" mode="address"/>
        </address>
        <dl>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'VAT|TVA|USt-IdNr.|Btw'"/>
            <xsl:with-param name="value" select="$party/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT']/cbc:CompanyID | $party/ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA']"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Tax number|N° fiscal|Steuernummer|Fiscaal nummer'"/>
            <xsl:with-param name="value" select="$party/cac:PartyTaxScheme[not(cac:TaxScheme/cbc:ID = 'VAT')]/cbc:CompanyID | $party/ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'FC']"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Registration|Immatriculation|Registernummer|Registratie'"/>
            <xsl:with-param name="value" select="$party/cac:PartyLegalEntity/cbc:CompanyID | $party/ram:SpecifiedLegalOrganization/ram:ID"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Electronic address|Adresse électronique|Elektronische Adresse|Elektronisch adres'"/>
            <xsl:with-param name="value" select="concat($party/cbc:EndpointID/@schemeID | $party/ram:URIUniversalCommunication/ram:URIID/@schemeID, ' ', $party/cbc:EndpointID | $party/ram:URIUniversalCommunication/ram:URIID)"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Contact|Contact|Ansprechpartner|Contactpersoon'"/>
            <xsl:with-param name="value" select="$party/cac:Contact/cbc:Name | $party/ram:DefinedTradeContact/ram:PersonName"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Telephone|Téléphone|Telefon|Telefoon'"/>
            <xsl:with-param name="value" select="$party/cac:Contact/cbc:Telephone | $party/ram:DefinedTradeContact/ram:TelephoneUniversalCommunication/ram:CompleteNumber"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'E-mail|Courriel|E-Mail|E-mail'"/>
            <xsl:with-param name="value" select="$party/cac:Contact/cbc:ElectronicMail | $party/ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID"/>
          </xsl:call-template>
        </dl>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="*" mode="address">
    <xsl:for-each select="cbc:StreetName | cbc:AdditionalStreetName | cac:AddressLine/cbc:Line | ram:LineOne | ram:LineTwo | ram:LineThree">
      <div><xsl:value-of select="."/></div>
    </xsl:for-each>
    <div><xsl:value-of select="normalize-space(concat(cbc:PostalZone | ram:PostcodeCode, ' ', cbc:CityName | ram:CityName))"/></div>
    <div><xsl:value-of select="normalize-space(concat(cbc:CountrySubentity | ram:CountrySubDivisionName, ' ', cac:Country/cbc:IdentificationCode | ram:CountryID))"/></div>
  </xsl:template>

  <xsl:template name="lines">
    <h2 id="lines"><xsl:call-template name="say"><xsl:with-param name="words" select="'Lines|Lignes|Positionen|Regels'"/></xsl:call-template></h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="lines">
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col"><xsl:call-template name="say"><xsl:with-param name="words" select="'Item|Désignation|Bezeichnung|Omschrijving'"/></xsl:call-template></th>
            <th scope="col" class="n"><xsl:call-template name="say"><xsl:with-param name="words" select="'Quantity|Quantité|Menge|Aantal'"/></xsl:call-template></th>
            <th scope="col" class="n"><xsl:call-template name="say"><xsl:with-param name="words" select="'Net price|Prix net|Nettopreis|Nettoprijs'"/></xsl:call-template></th>
            <th scope="col" class="n"><xsl:call-template name="say"><xsl:with-param name="words" select="'VAT|TVA|USt.|Btw'"/></xsl:call-template></th>
            <th scope="col" class="n"><xsl:call-template name="say"><xsl:with-param name="words" select="'Net amount|Montant HT|Nettobetrag|Nettobedrag'"/></xsl:call-template></th>
          </tr>
        </thead>
        <tbody>
          <xsl:apply-templates select="$ubl/cac:InvoiceLine | $ubl/cac:CreditNoteLine | $trade/ram:IncludedSupplyChainTradeLineItem" mode="line"/>
        </tbody>
      </table>
    </div>
  </xsl:template>

  <xsl:template match="*" mode="line">
    <xsl:variable name="price" select="cac:Price | ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"/>
    <xsl:variable name="base" select="$price/cbc:BaseQuantity | $price/ram:BasisQuantity"/>
    <xsl:variable name="tax" select="cac:Item/cac:ClassifiedTaxCategory | ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax"/>
    <tr>
      <th scope="row"><xsl:value-of select="cbc:ID | ram:AssociatedDocumentLineDocument/ram:LineID"/></th>
      <td><xsl:call-template name="item"/></td>
      <td class="n">
        <xsl:call-template name="quantity">
          <xsl:with-param name="of" select="cbc:InvoicedQuantity | cbc:CreditedQuantity | ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"/>
        </xsl:call-template>
      </td>
      <td class="n">
        <xsl:call-template name="amount"><xsl:with-param name="value" select="$price/cbc:PriceAmount | $price/ram:ChargeAmount"/></xsl:call-template>
        <xsl:if test="normalize-space($base) != '' and number($base) != 1">
          <xsl:text> / </xsl:text>
          <xsl:call-template name="quantity"><xsl:with-param name="of" select="$base"/></xsl:call-template>
        </xsl:if>
      </td>
      <td class="n"><xsl:call-template name="rate"><xsl:with-param name="tax" select="$tax"/></xsl:call-template></td>
      <td class="n">
        <xsl:call-template name="amount">
          <xsl:with-param name="value" select="cbc:LineExtensionAmount | ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"/>
        </xsl:call-template>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="item">
    <xsl:variable name="product" select="cac:Item | ram:SpecifiedTradeProduct"/>
    <xsl:value-of select="$product/cbc:Name | $product/ram:Name"/>
    <xsl:for-each select="$product/cbc:Description | $product/ram:Description | cbc:Note | ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content">
      <div class="more"><xsl:value-of select="."/></div>
    </xsl:for-each>
    <xsl:call-template name="item-id">
      <xsl:with-param name="words" select="'Item no.|Réf.|Art.-Nr.|Art.nr.'"/>
      <xsl:with-param name="value" select="$product/cac:SellersItemIdentification/cbc:ID | $product/ram:SellerAssignedID"/>
    </xsl:call-template>
    <xsl:call-template name="item-id">
      <xsl:with-param name="words" select="'Your item no.|Votre réf.|Ihre Art.-Nr.|Uw art.nr.'"/>
      <xsl:with-param name="value" select="$product/cac:BuyersItemIdentification/cbc:ID | $product/ram:BuyerAssignedID"/>
    </xsl:call-template>
    <xsl:call-template name="item-id">
      <xsl:with-param name="words" select="'Standard no.|Code standard|Standardnummer|Standaardnr.'"/>
      <xsl:with-param name="value" select="$product/cac:StandardItemIdentification/cbc:ID | $product/ram:GlobalID"/>
    </xsl:call-template>
    <xsl:for-each select="$product/cac:AdditionalItemProperty | $product/ram:ApplicableProductCharacteristic">
      <div class="more"><xsl:value-of select="concat(cbc:Name | ram:Description, ': ', cbc:Value | ram:Value)"/></div>
    </xsl:for-each>
    <xsl:for-each select="cac:AllowanceCharge | ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge">
      <div class="more">
        <xsl:call-template name="reason"/>
        <xsl:text>: </xsl:text>
        <xsl:call-template name="signed"/>
      </div>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="item-id">
    <xsl:param name="words"/>
    <xsl:param name="value"/>
    <xsl:if test="normalize-space($value) != ''">
      <div class="more">
        <xsl:call-template name="say"><xsl:with-param name="words" select="$words"/></xsl:call-template>
        <xsl:text> </xsl:text>
        <xsl:value-of select="$value"/>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="quantity">
    <xsl:param name="of"/>
    <xsl:variable name="unit" select="string($of/@unitCode)"/>
    <xsl:call-template name="number"><xsl:with-param name="value" select="$of"/></xsl:call-template>
    <xsl:text>&#xA0;</xsl:text>
    <xsl:choose>
      <xsl:when test="$unit = 'C62' or $unit = 'H87' or $unit = 'EA' or $unit = 'NAR'"><xsl:call-template name="say"><xsl:with-param name="words" select="'pc|pce|Stk|st'"/></xsl:call-template></xsl:when>
      <xsl:when test="$unit = 'HUR'"><xsl:call-template name="say"><xsl:with-param name="words" select="'h|h|Std|u'"/></xsl:call-template></xsl:when>
      <xsl:when test="$unit = 'DAY'"><xsl:call-template name="say"><xsl:with-param name="words" select="'day|jour|Tag|dag'"/></xsl:call-template></xsl:when>
      <xsl:when test="$unit = 'MON'"><xsl:call-template name="say"><xsl:with-param name="words" select="'month|mois|Monat|maand'"/></xsl:call-template></xsl:when>
      <xsl:when test="$unit = 'ANN'"><xsl:call-template name="say"><xsl:with-param name="words" select="'year|an|Jahr|jaar'"/></xsl:call-template></xsl:when>
      <xsl:when test="$unit = 'KGM'">kg</xsl:when>
      <xsl:when test="$unit = 'GRM'">g</xsl:when>
      <xsl:when test="$unit = 'TNE'">t</xsl:when>
      <xsl:when test="$unit = 'MTR'">m</xsl:when>
      <xsl:when test="$unit = 'KMT'">km</xsl:when>
      <xsl:when test="$unit = 'MTK'">m²</xsl:when>
      <xsl:when test="$unit = 'MTQ'">m³</xsl:when>
      <xsl:when test="$unit = 'LTR'">l</xsl:when>
      <xsl:when test="$unit = 'KWH'">kWh</xsl:when>
      <xsl:otherwise><xsl:value-of select="$unit"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="rate">
    <xsl:param name="tax"/>
    <xsl:variable name="percent" select="$tax/cbc:Percent | $tax/ram:RateApplicablePercent"/>
    <xsl:variable name="category" select="string($tax/cbc:ID | $tax/ram:CategoryCode)"/>
    <xsl:choose>
      <xsl:when test="normalize-space($percent) != ''">
        <xsl:call-template name="number"><xsl:with-param name="value" select="$percent"/></xsl:call-template>
        <xsl:text>&#xA0;%</xsl:text>
        <xsl:if test="$category != 'S'"><xsl:value-of select="concat(' (', $category, ')')"/></xsl:if>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$category"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The context is an allowance or a charge. -->
  <xsl:template name="reason">
    <xsl:variable name="given" select="normalize-space(cbc:AllowanceChargeReason | ram:Reason)"/>
    <xsl:choose>
      <xsl:when test="$given != ''"><xsl:value-of select="$given"/></xsl:when>
      <xsl:when test="(cbc:ChargeIndicator | ram:ChargeIndicator/udt:Indicator) = 'true'"><xsl:call-template name="say"><xsl:with-param name="words" select="'Charge|Frais|Zuschlag|Toeslag'"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:call-template name="say"><xsl:with-param name="words" select="'Allowance|Remise|Nachlass|Korting'"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="signed">
    <xsl:if test="normalize-space(cbc:ChargeIndicator | ram:ChargeIndicator/udt:Indicator) != 'true'">−</xsl:if>
    <xsl:call-template name="amount"><xsl:with-param name="value" select="cbc:Amount | ram:ActualAmount"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="allowances">
    <xsl:variable name="all" select="$ubl/cac:AllowanceCharge | $settlement/ram:SpecifiedTradeAllowanceCharge"/>
    <xsl:if test="$all">
      <h2><xsl:call-template name="say"><xsl:with-param name="words" select="'Allowances and charges|Remises et frais|Nachlässe und Zuschläge|Kortingen en toeslagen'"/></xsl:call-template></h2>
      <table>
        <tbody>
          <xsl:for-each select="$all">
            <tr>
              <th scope="row"><xsl:call-template name="reason"/></th>
              <td class="n"><xsl:call-template name="rate"><xsl:with-param name="tax" select="cac:TaxCategory | ram:CategoryTradeTax"/></xsl:call-template></td>
              <td class="n"><xsl:call-template name="signed"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </xsl:if>
  </xsl:template>

  <xsl:template name="vat">
    <xsl:variable name="all" select="$ubl/cac:TaxTotal/cac:TaxSubtotal | $settlement/ram:ApplicableTradeTax"/>
    <xsl:if test="$all">
      <h2><xsl:call-template name="say"><xsl:with-param name="words" select="'VAT|TVA|Umsatzsteuer|Btw'"/></xsl:call-template></h2>
      <table>
        <thead>
          <tr>
            <th scope="col"><xsl:call-template name="say"><xsl:with-param name="words" select="'Rate|Taux|Satz|Tarief'"/></xsl:call-template></th>
            <th scope="col"><xsl:call-template name="say"><xsl:with-param name="words" select="'Exemption|Exonération|Befreiung|Vrijstelling'"/></xsl:call-template></th>
            <th scope="col" class="n"><xsl:call-template name="say"><xsl:with-param name="words" select="'Taxable amount|Base|Bemessungsgrundlage|Grondslag'"/></xsl:call-template></th>
            <th scope="col" class="n"><xsl:call-template name="say"><xsl:with-param name="words" select="'VAT|TVA|USt.|Btw'"/></xsl:call-template></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="$all">
            <xsl:variable name="category" select="cac:TaxCategory | self::ram:ApplicableTradeTax"/>
            <tr>
              <th scope="row"><xsl:call-template name="rate"><xsl:with-param name="tax" select="$category"/></xsl:call-template></th>
              <td><xsl:value-of select="normalize-space(concat($category/cbc:TaxExemptionReason | ram:ExemptionReason, ' ', $category/cbc:TaxExemptionReasonCode | ram:ExemptionReasonCode))"/></td>
              <td class="n"><xsl:call-template name="amount"><xsl:with-param name="value" select="cbc:TaxableAmount | ram:BasisAmount"/></xsl:call-template></td>
              <td class="n"><xsl:call-template name="amount"><xsl:with-param name="value" select="cbc:TaxAmount | ram:CalculatedAmount"/></xsl:call-template></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </xsl:if>
  </xsl:template>

  <xsl:template name="total">
    <xsl:param name="words"/>
    <xsl:param name="value"/>
    <xsl:param name="unit" select="$currency"/>
    <xsl:param name="class" select="''"/>
    <xsl:if test="normalize-space($value) != ''">
      <tr>
        <xsl:if test="$class != ''"><xsl:attribute name="class"><xsl:value-of select="$class"/></xsl:attribute></xsl:if>
        <th scope="row"><xsl:call-template name="say"><xsl:with-param name="words" select="$words"/></xsl:call-template></th>
        <td class="n"><xsl:call-template name="amount"><xsl:with-param name="value" select="$value"/><xsl:with-param name="unit" select="$unit"/></xsl:call-template></td>
      </tr>
    </xsl:if>
  </xsl:template>

  <xsl:template name="totals">
    <h2><xsl:call-template name="say"><xsl:with-param name="words" select="'Totals|Totaux|Summen|Totalen'"/></xsl:call-template></h2>
    <table>
      <tbody>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Sum of lines|Total des lignes|Summe der Positionen|Som van de regels'"/>
          <xsl:with-param name="value" select="$total/cbc:LineExtensionAmount | $sum/ram:LineTotalAmount"/>
        </xsl:call-template>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Allowances|Remises|Nachlässe|Kortingen'"/>
          <xsl:with-param name="value" select="$total/cbc:AllowanceTotalAmount | $sum/ram:AllowanceTotalAmount"/>
        </xsl:call-template>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Charges|Frais|Zuschläge|Toeslagen'"/>
          <xsl:with-param name="value" select="$total/cbc:ChargeTotalAmount | $sum/ram:ChargeTotalAmount"/>
        </xsl:call-template>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Total without VAT|Total HT|Gesamt ohne USt.|Totaal zonder btw'"/>
          <xsl:with-param name="value" select="$total/cbc:TaxExclusiveAmount | $sum/ram:TaxBasisTotalAmount"/>
        </xsl:call-template>
        <xsl:for-each select="$ubl/cac:TaxTotal/cbc:TaxAmount | $sum/ram:TaxTotalAmount">
          <xsl:call-template name="total">
            <xsl:with-param name="words" select="'VAT|TVA|Umsatzsteuer|Btw'"/>
            <xsl:with-param name="value" select="."/>
            <xsl:with-param name="unit" select="@currencyID"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Total with VAT|Total TTC|Gesamt mit USt.|Totaal met btw'"/>
          <xsl:with-param name="value" select="$total/cbc:TaxInclusiveAmount | $sum/ram:GrandTotalAmount"/>
        </xsl:call-template>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Already paid|Déjà payé|Bereits gezahlt|Reeds betaald'"/>
          <xsl:with-param name="value" select="$total/cbc:PrepaidAmount | $sum/ram:TotalPrepaidAmount"/>
        </xsl:call-template>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Rounding|Arrondi|Rundung|Afronding'"/>
          <xsl:with-param name="value" select="$total/cbc:PayableRoundingAmount | $sum/ram:RoundingAmount"/>
        </xsl:call-template>
        <xsl:call-template name="total">
          <xsl:with-param name="words" select="'Amount due|Net à payer|Zahlbetrag|Te betalen'"/>
          <xsl:with-param name="value" select="$total/cbc:PayableAmount | $sum/ram:DuePayableAmount"/>
          <xsl:with-param name="class" select="'last'"/>
        </xsl:call-template>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template name="payment">
    <xsl:variable name="means" select="$ubl/cac:PaymentMeans | $settlement/ram:SpecifiedTradeSettlementPaymentMeans"/>
    <xsl:variable name="terms" select="$ubl/cac:PaymentTerms/cbc:Note | $settlement/ram:SpecifiedTradePaymentTerms/ram:Description"/>
    <xsl:if test="$means or $terms">
      <h2><xsl:call-template name="say"><xsl:with-param name="words" select="'Payment|Paiement|Zahlung|Betaling'"/></xsl:call-template></h2>
      <dl>
        <xsl:for-each select="$means">
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Means|Moyen|Zahlungsart|Betaalwijze'"/>
            <xsl:with-param name="value" select="concat(cbc:PaymentMeansCode/@name | ram:Information, ' (', cbc:PaymentMeansCode | ram:TypeCode, ')')"/>
          </xsl:call-template>
          <xsl:for-each select="cac:PayeeFinancialAccount/cbc:ID | ram:PayeePartyCreditorFinancialAccount/ram:IBANID | ram:PayeePartyCreditorFinancialAccount/ram:ProprietaryID">
            <xsl:call-template name="fact">
              <xsl:with-param name="words" select="'Account|Compte|Konto|Rekening'"/>
              <xsl:with-param name="value" select="."/>
            </xsl:call-template>
          </xsl:for-each>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'BIC|BIC|BIC|BIC'"/>
            <xsl:with-param name="value" select="cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID | ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Account holder|Titulaire|Kontoinhaber|Rekeninghouder'"/>
            <xsl:with-param name="value" select="cac:PayeeFinancialAccount/cbc:Name | ram:PayeePartyCreditorFinancialAccount/ram:AccountName"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Payment reference|Référence de paiement|Verwendungszweck|Mededeling'"/>
            <xsl:with-param name="value" select="cbc:PaymentID | ../ram:PaymentReference"/>
          </xsl:call-template>
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Direct debit mandate|Mandat de prélèvement|Lastschriftmandat|Mandaat domiciliëring'"/>
            <xsl:with-param name="value" select="cac:PaymentMandate/cbc:ID | ../ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:for-each select="$terms">
          <xsl:call-template name="fact">
            <xsl:with-param name="words" select="'Terms|Conditions|Bedingungen|Voorwaarden'"/>
            <xsl:with-param name="value" select="."/>
          </xsl:call-template>
        </xsl:for-each>
      </dl>
    </xsl:if>
  </xsl:template>

  <xsl:template name="notes">
    <xsl:variable name="all" select="$ubl/cbc:Note | /rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:IncludedNote/ram:Content"/>
    <xsl:if test="$all">
      <h2><xsl:call-template name="say"><xsl:with-param name="words" select="'Notes|Notes|Bemerkungen|Opmerkingen'"/></xsl:call-template></h2>
      <xsl:for-each select="$all">
        <p>
          <xsl:choose>
            <!-- UBL writes the subject code into the text: "#PMT#…". -->
            <xsl:when test="self::cbc:Note and starts-with(., '#') and string-length(substring-before(substring(., 2), '#')) = 3"><xsl:value-of select="substring(., 6)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
          </xsl:choose>
        </p>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:template name="documents">
    <xsl:variable name="all" select="$ubl/cac:AdditionalDocumentReference[not(cbc:DocumentTypeCode = '130')] | $agreement/ram:AdditionalReferencedDocument[ram:TypeCode = '916']"/>
    <xsl:if test="$all">
      <h2><xsl:call-template name="say"><xsl:with-param name="words" select="'Supporting documents|Pièces jointes|Anlagen|Bijlagen'"/></xsl:call-template></h2>
      <ul>
        <xsl:for-each select="$all">
          <xsl:variable name="content" select="cac:Attachment/cbc:EmbeddedDocumentBinaryObject | ram:AttachmentBinaryObject"/>
          <li>
            <xsl:value-of select="normalize-space(concat(cbc:ID | ram:IssuerAssignedID, ' ', cbc:DocumentDescription | ram:Name))"/>
            <xsl:for-each select="$content/@filename | cac:Attachment/cac:ExternalReference/cbc:URI | ram:URIID">
              <span class="more"><xsl:text> </xsl:text><xsl:value-of select="."/></span>
            </xsl:for-each>
          </li>
        </xsl:for-each>
      </ul>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
