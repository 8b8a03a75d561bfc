#!/usr/bin/env python3
"""Keeps the layers apart: who may include whom, and each vendor's headers in their home. Exit 1 lists every breach."""
import pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Folder → the folders it may include from (its own is always allowed). The longest folder that fits a file counts.
LAYERS = {
    "formats/base": [],
    "formats/xml": ["formats/base"],
    "formats": ["formats/base", "formats/xml"],
    "validators": ["formats", "formats/xml", "formats/base"],
    "keys": ["formats/base"],
    "as4": ["keys", "formats", "formats/xml", "formats/base"],
    "gateway/core": ["formats", "formats/base"],
    "gateway": ["gateway/core", "as4", "keys", "validators", "formats", "formats/xml", "formats/base"],
    "tests": ["gateway", "gateway/core", "as4", "keys", "validators", "formats", "formats/xml", "formats/base"],
}

# Start of a system header → the only places that may include it (tests may include any).
HOMES = {
    "xercesc/": ["formats/xml"], "xalanc/": ["formats/xml"],
    "openssl/": ["keys"],
    "zlib.h": ["as4"], "ares.h": ["as4"],
    "unicode/": ["validators/regex/unicode"],
    "qpdf/": ["formats"],
    "Poco/Net/": ["as4/poco_", "as4/http_connection", "gateway"], "Poco/Util/": ["gateway"], "Poco/JSON/": ["gateway"],
    "Poco/": ["as4/poco_", "as4/http_connection", "gateway"],
    "boost/log": ["gateway/log"], "boost/": ["gateway/log"],
    "toml": ["gateway"], "CLI/": ["gateway"], "gmime/": ["gateway/mail"], "sqlite3.h": ["gateway/store"],
    "archive": ["gateway"], "systemd/": ["gateway"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)
# The one factory for parsers is formats/xml: a parser made anywhere else has Xerces' unsafe defaults.
OTHER_PARSER = re.compile(r"\b(XercesDOMParser|SAXParser|createXMLReader|DOMLSParser|Poco::XML::|MailMessage)\b")


def layer_of(path):
    fitting = [folder for folder in LAYERS if path.startswith(folder + "/")]
    return max(fitting, key=len, default=None)


def breaches(path, text):
    own = layer_of(path)
    for quote, name in INCLUDE.findall(text):
        if ".." in name.split("/"):
            yield f'{path}: "{name}" climbs out of its folder; write the path from the root'
        elif quote == '"':
            target = layer_of(name)
            if target is None:
                yield f'{path}: "{name}" is not a path from the root'
            elif target != own and target not in LAYERS[own]:
                yield f"{path}: {own} may not include {target} ({name})"
        elif own != "tests":
            start = max((s for s in HOMES if name.startswith(s)), key=len, default=None)
            if start and not any(path.startswith(home) for home in HOMES[start]):
                yield f"{path}: <{name}> belongs in {' or '.join(HOMES[start])}"
    if own not in ("formats/xml", "tests"):
        for word in OTHER_PARSER.findall(text):
            yield f"{path}: {word} parses foreign bytes with unsafe defaults; use formats/xml (XML) or GMime (mail)"
    if own not in ("formats/base", "formats/xml", "tests", "gateway") and re.search(r"\bstd::c(err|out)\b", text):
        yield f"{path}: layers below gateway do not print"


def main():
    listed = subprocess.run(["git", "ls-files", "*.h", "*.cpp"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found = []
    for path in listed.stdout.split():
        if layer_of(path) is None or not (ROOT / path).exists():
            continue
        found += breaches(path, (ROOT / path).read_text(encoding="utf-8"))
    for line in found:
        print(line)
    print(f"layering: {len(listed.stdout.split())} files, {len(found)} breaches")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
