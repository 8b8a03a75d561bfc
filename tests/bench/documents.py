"""The sections that run one of our programs over documents and take over its figures."""
import json, statistics, subprocess
import corpus, process

SIZES = (10, 100, 1000, 10_000)
# What is grown for a pack: an invoice of its country where we have one, lines with all a line may say, a credit note.
UBL = {"": "peppol-invoice-be.xml", "odd lines": "peppol-invoice-odd.xml", "credit note": "peppol-creditnote-be.xml"}
FRENCH = {**UBL, "": "ubl-invoice-fr.xml"}
CII = {"": "cii-invoice-de.xml"}
ALL_IN = 1.5  # seconds of CPU that the program may take over the largest


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


def grown_for(pack):
    """The documents of its syntax that a pack is tried on; none for packs of documents without lines."""
    if pack.endswith("-CII") or pack.startswith("FX-"):
        return CII
    if "-UBL" in pack:
        return FRENCH if "-FR-" in pack else UBL
    return {}


def growth(setting, figures):
    """Cost of a line by the number of lines, and the whole program over the largest, for every pack of invoices."""
    rules = corpus.Rules(setting.rules)
    process.need_binary(setting)
    for pack in sorted({pack["name"] for pack in rules.manifest["pack"]}):
        sources = grown_for(pack)
        if not sources:
            print(f"bench: growth: {pack} is not of invoices with lines")
        for kind, source in sources.items():
            name = f"{pack}/{kind}" if kind else pack
            sizes = {n: process.grown(setting.build / "bench" / "grown", source, n) for n in SIZES}
            take([setting.build / "bin" / "bench_growth", f"{name}={rules.pack(pack)}",
                  *(f"{n}={path}" for n, path in sizes.items())], figures)
            runs = [process.once([setting.binary, "validate", "--rules", pack, sizes[SIZES[-1]]],
                                 {"QUITTANCE_RULES_DIR": str(setting.rules)}) for _ in range(3)]
            if any(run[3] == 2 for run in runs):
                raise corpus.Missing(f"{pack} could not decide {sizes[SIZES[-1]]}")
            seconds = statistics.median(run[0] for run in runs)
            figures.add(f"growth/{name}/{SIZES[-1]} lines, all in", "s CPU", seconds, "the bar", ALL_IN, ALL_IN / seconds)


def as4(setting, figures):
    take([setting.build / "bin" / "bench_as4", corpus.OWN / "peppol-invoice-be.xml"], figures)
