"""What the benchmarks run on: rule packs as installed, and documents as people send them."""
import json, pathlib, tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "documents"
SHARED = ROOT.parent / "shared" / "corpus"
PACKS = ["EN16931-UBL", "EN16931-CII", "PEPPOL-EN16931-UBL", "BR-FR-UBL", "FX-EN16931"]
# Origins that are mutants or single-rule fragments, made to be wrong; the rest are documents as found.
MADE = ("docs/",)


class Missing(Exception):
    """What is not there, in one line, with what to do."""


class Rules:
    """The rules folder as its manifest describes it."""

    def __init__(self, folder):
        self.folder = folder
        path = folder / "manifest.toml"
        if not path.exists():
            raise Missing(f"no rule packs in {folder}: run conf/setup/rules")
        self.manifest = tomllib.loads(path.read_text(encoding="utf-8"))

    def pack(self, name):
        """The main file of the newest version: what we run."""
        found = [p for p in self.manifest["pack"] if p["name"] == name][-1]
        return self.folder / "packs" / name / found["version"] / found["main"]

    def stylesheet(self, name):
        """The compiled form of the same version: what an XSLT processor runs."""
        return self.pack(name).with_suffix(".xslt")

    def schema(self, name):
        """Folder, and the main files in it."""
        found = next(s for s in self.manifest["schema"] if s["name"] == name)
        return self.folder / "schemas" / name, found["main"]


def syntax(pack):
    return "cii" if pack in ("EN16931-CII", "FX-EN16931") else "ubl"


def own_documents(kind):
    return sorted(OWN.glob("cii-*.xml" if kind == "cii" else "[pu]*.xml"))


def natural_documents(kind, count):
    """Documents of a syntax spread evenly over the natural ones of the shared corpus, else our own few."""
    manifest = SHARED / "invoices" / "manifest.jsonl"
    if not manifest.exists():
        return own_documents(kind)
    entries = (json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines())
    files = sorted(e["file"] for e in entries if e["file"].startswith(kind + "/") and not e["origin"].startswith(MADE))
    step = max(1, len(files) // count)
    return [SHARED / "invoices" / f for f in files[::step]][:count]
