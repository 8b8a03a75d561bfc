#!/usr/bin/env python3
"""Holds attacks.csv and promises.csv to the tests there are: each row names tests that exist, and every case of A to D and
F has its attacks.

  check_attacks.py BUILD_DIR

A test is PROGRAM:Suite.Test, or PROGRAM:Suite/Case for one case of a table; e2e:NAME is a test file, interop:FILE/WORD a
word in one. Cases are those of the abuse list of section 4 of the AS4 security page, whose letters and numbers stand in the first column.
"""
import csv, pathlib, re, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent
CASES = [f"A{n}" for n in range(1, 7)] + [f"B{n}" for n in range(1, 7)] + ["C", "D", "F"]
PROGRAMS = {"as4": "test_as4", "keys": "test_keys", "gateway": "test_gateway", "xml": "test_formats_xml"}


def tests_of(program):
    """Suite.Test and Suite/Case of a test program; instantiations' names are left out."""
    listed = subprocess.run([program, "--gtest_list_tests"], check=True, stdout=subprocess.PIPE, text=True).stdout
    suite, found = "", set()
    for line in listed.splitlines():
        word = line.split("#")[0].rstrip()
        if word and not word.startswith(" "):
            suite = word.rstrip(".").split("/")[-1]
        elif word:
            test, _, case = word.strip().partition("/")
            found.add(f"{suite}.{test}")
            if case:
                found.add(f"{suite}/{case}")
    return found


def exists(test, known, build):
    program, _, name = test.partition(":")
    if program == "e2e":
        return (HERE.parent / "e2e" / name).exists()
    if program == "interop":
        file, _, word = name.partition("/")
        texts = [(HERE.parent / "interop" / one).read_text() for one in (file, "phase4_peer.py")]
        return any(re.search(rf'"{re.escape(word)}"', text) for text in texts)
    if program not in PROGRAMS:
        return False
    if program not in known:
        known[program] = tests_of(build / "bin" / PROGRAMS[program])
    return name in known[program]


def read(name, build, known):
    """The rows of a table, and what is wrong with them."""
    with open(HERE / name, newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = []
    for number, row in enumerate(rows, 2):
        if None in row or not all(row.values()):
            wrong.append(f"{name}:{number}: not four fields")
            continue
        wrong += [f"{name}:{number}: no test {test}" for test in row["tests"].split() if not exists(test, known, build)]
    return rows, wrong


def main():
    build, known = pathlib.Path(sys.argv[1]), {}
    attacks, wrong = read("attacks.csv", build, known)
    promises, broken = read("promises.csv", build, known)
    wrong += broken + [f"attacks.csv: no case {row['case']}" for row in attacks if row["case"] not in CASES]
    wrong += [f"attacks.csv: nothing about {case}" for case in CASES if all(row["case"] != case for row in attacks)]
    print("\n".join(wrong) if wrong else f"{len(attacks)} attacks and {len(promises)} promises have their tests")
    return bool(wrong)


sys.exit(main())
