#!/usr/bin/env python3
"""Each header stands alone: it compiles as the first thing a source file includes, and a second time after itself.

  check_headers.py BUILD_DIR

The build itself has proved it of a header that a .cpp of the same layer includes before all else. The others are compiled here,
syntax only, as the nearest .cpp of their layer is. Kept by content in $XDG_CACHE_HOME/quittance/headers, else ~/.cache/….
"""
import concurrent.futures, hashlib, json, os, pathlib, re, shlex, subprocess, sys
from check_includes import INCLUDE, ROOT, layer_of
from tidy import headers_of


def commands(build):
    """Path from the root → compile command, of every source file of ours."""
    entries = json.loads((build / "compile_commands.json").read_text())
    ours = [entry for entry in entries if pathlib.Path(entry["file"]).is_relative_to(ROOT)]
    return {str(pathlib.Path(entry["file"]).relative_to(ROOT)): entry for entry in ours
            if not pathlib.Path(entry["file"]).is_relative_to(build)}


def unproved(headers, sources):
    """The headers that no source file of their layer includes first."""
    first = set()
    for source in sources:
        found = INCLUDE.search((ROOT / source).read_text(encoding="utf-8"))
        if found and found.group(1) == '"' and layer_of(found.group(2)) == layer_of(source):
            first.add(found.group(2))
    return [header for header in headers if header not in first]


def compiler_of(header, compiled):
    """How the nearest source file of the header's layer is compiled: its folder and arguments, for text on standard input."""
    near = max((source for source in compiled if layer_of(source) == layer_of(header)),
               key=lambda source: (len(os.path.commonpath([source, header])), source))
    arguments = shlex.split(compiled[near]["command"])
    begin = next(i for i, word in enumerate(arguments) if re.search(r"(g\+\+|clang\+\+|c\+\+)[-0-9.]*$", word))
    kept = [word for word in arguments[begin:arguments.index("-o")] if word != "-c"]
    # Where a library's headers need an older standard, its one source file has it; our headers have ours.
    return compiled[near]["directory"], [*kept, "-std=c++20", "-fsyntax-only", "-x", "c++", "-"]


def look(header, directory, arguments, kept):
    if kept.exists():
        return ""
    text = f'#include "{header}"\n' * 2
    run = subprocess.run(arguments, cwd=directory, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode == 0:
        kept.touch()
        return ""
    return f"{header} does not stand alone:\n{run.stdout}"


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "quittance" / "headers"
    cache.mkdir(parents=True, exist_ok=True)
    listed = subprocess.run(["git", "ls-files", "*.h"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    headers = [header for header in listed.stdout.split() if layer_of(header) and (ROOT / header).exists()]
    compiled = commands(build)
    jobs = []
    for header in unproved(headers, compiled):
        directory, arguments = compiler_of(header, compiled)
        parts = [ROOT / header, *sorted(headers_of(ROOT / header, set()))]
        running = hashlib.sha256(" ".join(arguments).replace(str(ROOT), "ROOT").encode())
        for part in parts:
            running.update(str(part.relative_to(ROOT)).encode() + hashlib.sha256(part.read_bytes()).digest())
        jobs.append((header, directory, arguments, cache / running.hexdigest()))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [text for text in pool.map(lambda job: look(*job), jobs) if text]
    print("".join(found) + f"headers: {len(headers)}, {len(jobs)} of them compiled alone, {len(found)} breaches")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
