#!/usr/bin/env python3
"""Every option of the configuration does something: each member of gateway/config/config.h is read outside of
gateway/config. An option that nothing reads is a promise nobody keeps."""
import pathlib, re, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = ROOT / "gateway" / "config" / "config.h"
OPTION = re.compile(r"put(?:_\w+)?<&Draft::(\w+), &(\w+)::(\w+)>")


def options():
    """(struct, member) of every option in the table."""
    tables = sorted((ROOT / "gateway" / "config").glob("options*.cpp"))
    return sorted({(m[2], m[3]) for table in tables for m in OPTION.finditer(table.read_text())})


def sources():
    folder = ROOT / "gateway"
    files = [path for path in folder.rglob("*") if path.suffix in (".h", ".cpp") and "config" not in path.parts[-2:-1]]
    return "\n".join(path.read_text() for path in files) + "\n".join(
        path.read_text() for path in (HEADER.parent / "secret.h",))


def main():
    found, text = options(), sources()
    # Some are read by a function of the configuration itself.
    header = HEADER.read_text()
    unread = [f"{struct}.{member}" for struct, member in found
              if not re.search(rf"(?:\.|->|::){member}\b", text) and not re.search(rf"return {member}\b", header)]
    if len(found) < 60:
        print(f"only {len(found)} options found: the table's shape has changed, mend this check")
        return 1
    for name in unread:
        print(f"{name}: nothing reads this option")
    return 1 if unread else 0


sys.exit(main())
