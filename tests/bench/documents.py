"""The sections that run one of our programs over documents and take over its figures."""
import json, subprocess
import corpus, process

SIZES = (10, 100, 1000, 10_000)
GROWN = {"EN16931-UBL": "peppol-invoice-be.xml", "PEPPOL-EN16931-UBL": "peppol-invoice-be.xml", "BR-FR-UBL": "ubl-invoice-fr.xml",
         "EN16931-CII": "cii-invoice-de.xml", "FX-EN16931": "cii-invoice-de.xml"}


def take(command, figures):
    """Runs a program that prints figures as JSON lines."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        for line in program.stdout:
            figure = json.loads(line)
            figures.add(figure["name"], figure["unit"], figure["value"], figure.get("peer", ""), figure.get("peer_value"),
                        figure.get("ratio"))
    if program.returncode != 0:
        raise corpus.Missing(f"{command[0]} ended with {program.returncode}")


def xml(setting, figures):
    rules = corpus.Rules(setting.rules)
    folder, _ = rules.schema("UBL-2.1")
    take([setting.build / "bin" / "bench_xml", folder, rules.pack("EN16931-UBL"), rules.pack("PEPPOL-EN16931-UBL"), "--",
          *corpus.natural_documents("ubl", setting.documents)], figures)


def growth(setting, figures):
    rules = corpus.Rules(setting.rules)
    for pack, source in GROWN.items():
        sizes = [f"{n}={process.grown(setting.build / 'bench' / 'grown', source, n)}" for n in SIZES]
        take([setting.build / "bin" / "bench_growth", f"{pack}={rules.pack(pack)}", *sizes], figures)


def as4(setting, figures):
    take([setting.build / "bin" / "bench_as4", corpus.OWN / "peppol-invoice-be.xml"], figures)
