#!/usr/bin/env python3
"""clang-tidy over every .cpp of the folders in tidy_scope.txt, or over the files named, results kept by content.

  tidy.py BUILD_DIR [FILE…]

A file is looked at again only when it, a header of ours that it includes (at any depth), its compile flags, .clang-tidy
or the program's version changed. Kept in $XDG_CACHE_HOME/quittance/tidy, else ~/.cache/…: only clean results are kept.
"""
import concurrent.futures, hashlib, json, os, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "clang-tidy-19"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.M)


def headers_of(path, seen):
    """All of our headers that a file includes, at any depth."""
    for name in INCLUDE.findall(path.read_bytes()):
        header = ROOT / name.decode()
        if header.exists() and header not in seen:
            seen.add(header)
            headers_of(header, seen)
    return seen


def in_scope(path):
    lines = (ROOT / "tests" / "layering" / "tidy_scope.txt").read_text().splitlines()
    folders = [ROOT / line for line in lines if line and not line.startswith("#")]
    return any(path.is_relative_to(folder) for folder in folders)


def settings_of(path):
    """The text of every .clang-tidy from the root down to the file's folder."""
    folders = [folder for folder in reversed(path.parents) if folder.is_relative_to(ROOT)]
    return b"".join((folder / ".clang-tidy").read_bytes() for folder in folders if (folder / ".clang-tidy").exists())


def key_of(path, command, version):
    running = hashlib.sha256()
    for part in (version.encode(), command.encode(), settings_of(path), path.read_bytes()):
        running.update(hashlib.sha256(part).digest())
    for header in sorted(headers_of(path, set())):
        running.update(str(header.relative_to(ROOT)).encode() + hashlib.sha256(header.read_bytes()).digest())
    return running.hexdigest()


def look(build, path, kept):
    if kept.exists():
        return path, "", True
    run = subprocess.run([PROGRAM, "-p", str(build), "--quiet", str(path)], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True)
    if run.returncode == 0:
        kept.touch()
        return path, "", False
    return path, run.stdout + run.stderr, False


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    only = {(ROOT / name).resolve() for name in sys.argv[2:]}
    version = subprocess.run([PROGRAM, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "quittance" / "tidy"
    cache.mkdir(parents=True, exist_ok=True)
    jobs = []
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"]).resolve()
        if not path.is_relative_to(ROOT) or path.is_relative_to(build) or not (path in only if only else in_scope(path)):
            continue
        command = entry["command"].replace(str(build), "BUILD").replace(str(ROOT), "ROOT")
        jobs.append((path, cache / key_of(path, command, version)))
    bad, fresh = 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, text, was_kept in pool.map(lambda job: look(build, *job), jobs):
            fresh += not was_kept
            if text:
                bad += 1
                print(text, flush=True)
    print(f"tidy: {len(jobs)} files, {fresh} looked at, {bad} with findings")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
