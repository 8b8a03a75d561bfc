#!/usr/bin/env python3
"""Grown invoices are valid, and what cannot be grown is refused: grow_test.py QUITTANCE. Exit 77: no rules to judge by."""
import decimal, io, os, pathlib, subprocess, sys, tempfile, unittest
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import grow

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "tests" / "documents"
RULES = pathlib.Path(os.environ.get("QUITTANCE_RULES_DIR", ROOT / "build" / "rules"))
QUITTANCE = None


def grown(name, lines):
    out = io.StringIO()
    grow.grow((DOCUMENTS / name).read_bytes(), lines, out)
    return out.getvalue()


class Growing(unittest.TestCase):
    def assertValid(self, *documents):
        with tempfile.TemporaryDirectory() as folder:
            for number, document in enumerate(documents):
                (pathlib.Path(folder) / f"{number}.xml").write_text(document, encoding="utf-8")
            run = subprocess.run([QUITTANCE, "validate", folder], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 env={**os.environ, "QUITTANCE_RULES_DIR": str(RULES)})
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual(run.stdout.count(": valid ("), len(documents), run.stdout)

    def test_every_syntax_stays_valid(self):
        names = ["peppol-invoice-be.xml", "peppol-creditnote-be.xml", "ubl-invoice-fr.xml", "cii-invoice-de.xml",
                 "peppol-invoice-odd.xml", "peppol-invoice-utf16.xml"]
        self.assertValid(*(grown(name, 25) for name in names))

    def test_fewer_lines_than_the_source_has(self):
        self.assertValid(grown("ubl-invoice-fr.xml", 4))

    def test_lines_are_as_many_as_asked_for_and_numbered(self):
        root = ET.fromstring(grown("cii-invoice-de.xml", 3))
        self.assertEqual([e.text for e in root.iterfind(".//ram:AssociatedDocumentLineDocument/ram:LineID", grow.NAMESPACES)],
                         ["1", "2", "3"])

    def test_totals_follow_the_lines(self):
        root = ET.fromstring(grown("peppol-creditnote-be.xml", 10))
        sums = root.find("cac:LegalMonetaryTotal", grow.NAMESPACES)
        self.assertEqual(grow.amount(sums, "cbc:TaxExclusiveAmount"), decimal.Decimal("725.00"))
        self.assertEqual(grow.amount(sums, "cbc:PayableAmount"), decimal.Decimal("877.25"))  # 21 % of 725 is 152.25

    def test_what_is_no_invoice_is_refused(self):
        with self.assertRaisesRegex(grow.Refused, "is a Order, no invoice"):
            grow.grow(b"<Order/>", 5, io.StringIO())

    def test_a_second_tax_currency_is_refused(self):
        source = (DOCUMENTS / "peppol-creditnote-be.xml").read_bytes().replace(
            b"</cbc:DocumentCurrencyCode>", b"</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>")
        with self.assertRaisesRegex(grow.Refused, "BT-6"):
            grow.grow(source, 5, io.StringIO())


if __name__ == "__main__":
    if not (RULES / "manifest.toml").exists():
        print(f"skipped: no rule packs in {RULES}: run conf/setup/rules")
        sys.exit(77)
    QUITTANCE = sys.argv.pop(1)
    unittest.main()
