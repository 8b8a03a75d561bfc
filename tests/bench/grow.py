#!/usr/bin/env python3
"""Grows an invoice to any number of lines, with right sums: UBL invoices and credit notes, and CII.

  tests/bench/grow.py INVOICE LINES OUT.xml

The lines of INVOICE are repeated in turn under new line numbers; the VAT breakdown (BG-23) and the document totals
(BG-22) are computed anew, with two decimals. Allowances, charges, prepayment and rounding of the document stay as they are.
A second tax currency (BT-6) is refused: its total cannot be computed from the document.
"""
import decimal, io, re, sys
import xml.etree.ElementTree as ET

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
NAMESPACES = {"cac": CAC, "cbc": CBC, "ram": RAM, "udt": UDT}
MARK = "the lines go here"


class Refused(Exception):
    """Why a document cannot be grown."""


def text(element, path, default=""):
    return (element.findtext(path, default, NAMESPACES) or default).strip()


def amount(element, path):
    return decimal.Decimal(text(element, path, "0"))


def put(element, path, value):
    """Writes an amount where the document has a place for it."""
    found = element.find(path, NAMESPACES)
    if found is not None:
        found.text = f"{value.quantize(decimal.Decimal('0.01'), decimal.ROUND_HALF_UP):f}"


def group(category, rate):
    """What the VAT breakdown groups by: category code and rate."""
    return category, decimal.Decimal(rate or "0").normalize()


class Totals:
    """BG-22 and BG-23 as EN 16931 computes them (BR-CO-10 to BR-CO-17)."""

    def __init__(self):
        self.lines = self.allowances = self.charges = self.tax = decimal.Decimal(0)
        self.taxable = {}

    def add(self, key, value):
        self.taxable[key] = self.taxable.get(key, decimal.Decimal(0)) + value

    def line(self, key, net):
        self.lines += net
        self.add(key, net)

    def adjust(self, key, is_charge, value):
        if is_charge:
            self.charges += value
        else:
            self.allowances += value
        self.add(key, value if is_charge else -value)

    def tax_of(self, key):
        tax = (self.taxable.get(key, decimal.Decimal(0)) * key[1] / 100).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP)
        self.tax += tax
        return tax

    @property
    def without_tax(self):
        return self.lines - self.allowances + self.charges


class Ubl:
    def __init__(self, root):
        self.line_name = root + "Line"
        self.number_name = "ID"

    def check(self, root):
        if text(root, "cbc:TaxCurrencyCode"):
            raise Refused("has a second tax currency (BT-6)")

    def line(self, line):
        category = line.find("cac:Item/cac:ClassifiedTaxCategory", NAMESPACES)
        return self.key(category), amount(line, "cbc:LineExtensionAmount")

    @staticmethod
    def key(category):
        return group(text(category, "cbc:ID"), text(category, "cbc:Percent"))

    def adjustments(self, root):
        for each in root.findall("cac:AllowanceCharge", NAMESPACES):
            is_charge = text(each, "cbc:ChargeIndicator") in ("true", "1")
            yield self.key(each.find("cac:TaxCategory", NAMESPACES)), is_charge, amount(each, "cbc:Amount")

    def write(self, root, totals):
        for each in root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMESPACES):
            key = self.key(each.find("cac:TaxCategory", NAMESPACES))
            put(each, "cbc:TaxableAmount", totals.taxable[key])
            put(each, "cbc:TaxAmount", totals.tax_of(key))
        put(root, "cac:TaxTotal/cbc:TaxAmount", totals.tax)
        sums = root.find("cac:LegalMonetaryTotal", NAMESPACES)
        put(sums, "cbc:LineExtensionAmount", totals.lines)
        put(sums, "cbc:TaxExclusiveAmount", totals.without_tax)
        put(sums, "cbc:TaxInclusiveAmount", totals.without_tax + totals.tax)
        put(sums, "cbc:PayableAmount", totals.without_tax + totals.tax - amount(sums, "cbc:PrepaidAmount")
            + amount(sums, "cbc:PayableRoundingAmount"))


class Cii:
    line_name = "IncludedSupplyChainTradeLineItem"
    number_name = "LineID"
    SETTLEMENT = ".//ram:ApplicableHeaderTradeSettlement"

    def check(self, root):
        if text(root, self.SETTLEMENT + "/ram:TaxCurrencyCode"):
            raise Refused("has a second tax currency (BT-6)")

    def line(self, line):
        settlement = line.find("ram:SpecifiedLineTradeSettlement", NAMESPACES)
        net = amount(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")
        return self.key(settlement.find("ram:ApplicableTradeTax", NAMESPACES)), net

    @staticmethod
    def key(tax):
        return group(text(tax, "ram:CategoryCode"), text(tax, "ram:RateApplicablePercent"))

    def adjustments(self, root):
        for each in root.findall(self.SETTLEMENT + "/ram:SpecifiedTradeAllowanceCharge", NAMESPACES):
            is_charge = text(each, "ram:ChargeIndicator/udt:Indicator") in ("true", "1")
            yield self.key(each.find("ram:CategoryTradeTax", NAMESPACES)), is_charge, amount(each, "ram:ActualAmount")

    def write(self, root, totals):
        settlement = root.find(self.SETTLEMENT, NAMESPACES)
        for each in settlement.findall("ram:ApplicableTradeTax", NAMESPACES):
            put(each, "ram:BasisAmount", totals.taxable[self.key(each)])
            put(each, "ram:CalculatedAmount", totals.tax_of(self.key(each)))
        sums = settlement.find("ram:SpecifiedTradeSettlementHeaderMonetarySummation", NAMESPACES)
        put(sums, "ram:LineTotalAmount", totals.lines)
        put(sums, "ram:TaxBasisTotalAmount", totals.without_tax)
        put(sums, "ram:TaxTotalAmount", totals.tax)
        put(sums, "ram:GrandTotalAmount", totals.without_tax + totals.tax)
        put(sums, "ram:DuePayableAmount", totals.without_tax + totals.tax - amount(sums, "ram:TotalPrepaidAmount")
            + amount(sums, "ram:RoundingAmount"))


def syntax_of(root):
    name = root.tag.rpartition("}")[2]
    if name in ("Invoice", "CreditNote"):
        return Ubl(name)
    if name == "CrossIndustryInvoice":
        return Cii()
    raise Refused(f"is a {name}, no invoice")


def templates(source, syntax):
    """The text of each line, cut where its number stands, with the source's own prefixes."""
    whole = rf"<((?:[\w.-]+:)?{syntax.line_name})[\s>].*?</\1\s*>"
    for line in re.finditer(whole, source, re.S):
        number = re.search(rf"<(?:[\w.-]+:)?{syntax.number_name}(?:\s[^>]*)?>([^<]*)<", line.group())
        yield line.group()[:number.start(1)], line.group()[number.end(1):]


def grow(source, count, out):
    """Writes the document of `source` (its bytes) with `count` lines to a text stream. Raises Refused."""
    for _, (prefix, uri) in ET.iterparse(io.BytesIO(source), events=["start-ns"]):
        ET.register_namespace(prefix, uri)
    root = ET.fromstring(source)
    syntax = syntax_of(root)
    syntax.check(root)
    lines = [e for e in root.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == syntax.line_name]
    pieces = list(templates(characters(source), syntax))
    if not lines or len(lines) != len(pieces):
        raise Refused("has lines that cannot be told apart in its text")
    totals = Totals()
    for number in range(count):
        totals.line(*syntax.line(lines[number % len(lines)]))
    for adjustment in syntax.adjustments(root):
        totals.adjust(*adjustment)
    syntax.write(root, totals)
    parent = next(e for e in root.iter() if lines[0] in list(e))
    lines[0].clear()
    lines[0].text, lines[0].tail = MARK, "\n"
    for line in lines[1:]:
        parent.remove(line)
    before, mark, after = re.split(rf"(<[^<>]*>{MARK}</[^<>]*>)", ET.tostring(root, encoding="unicode"))
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n' + before)
    for number in range(count):
        head, tail = pieces[number % len(pieces)]
        out.write(f"{head}{number + 1}{tail}\n")
    out.write(after + "\n")


def characters(source):
    """The document's characters, by the encoding it declares."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16")
    declared = re.match(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)""", source)
    return source.decode(declared.group(1).decode() if declared else "utf-8").removeprefix("\ufeff")


def main():
    if len(sys.argv) != 4 or not sys.argv[2].isdigit() or int(sys.argv[2]) < 1:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        source = file.read()
    try:
        with open(sys.argv[3], "w", encoding="utf-8") as out:
            grow(source, int(sys.argv[2]), out)
    except Refused as refused:
        sys.exit(f"grow: {sys.argv[1]} {refused}")


if __name__ == "__main__":
    main()
