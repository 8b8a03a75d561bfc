"""Whole runs of the program: cold start and peak memory, as the kernel counts them."""
import os, statistics, subprocess, time
import corpus, grow

ONE = corpus.OWN / "peppol-invoice-be.xml"
LARGE = {"ubl-invoice": "peppol-invoice-be.xml", "ubl-creditnote": "peppol-creditnote-be.xml", "cii": "cii-invoice-de.xml"}


def once(command, environment):
    """(CPU seconds, wall seconds, peak resident bytes, exit code) of one run, its own waiting excluded."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env={**os.environ, **environment})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss * 1024, process.returncode


def grown(folder, source, lines):
    """The document with so many lines, made when it is not there."""
    path = folder / f"{source.removesuffix('.xml')}-{lines}.xml"
    maker = (corpus.ROOT / "tests" / "bench" / "grow.py").stat().st_mtime
    if not path.exists() or path.stat().st_mtime < max(maker, (corpus.OWN / source).stat().st_mtime):
        folder.mkdir(parents=True, exist_ok=True)
        print(f"bench: growing {source} to {lines} lines", flush=True)
        partial = path.with_suffix(".partial")
        with open(partial, "w", encoding="utf-8") as out:
            grow.grow((corpus.OWN / source).read_bytes(), lines, out)
        partial.replace(path)
    return path


def need_binary(setting):
    if not setting.binary.exists():
        raise corpus.Missing(f"no {setting.binary}: run make build")


def cold(setting, figures):
    """From exec to verdict, with what is kept on disk from the run before (the first run is thrown away)."""
    need_binary(setting)
    environment = {"QUITTANCE_RULES_DIR": str(setting.rules)}
    commands = {
        "two packs": [setting.binary, "validate", "--rules", "EN16931-UBL,PEPPOL-EN16931-UBL", ONE],
        "schema and two packs": [setting.binary, "validate", ONE],
        "nothing but --version": [setting.binary, "--version"],
    }
    runs = {name: [] for name in commands}
    for number in range(setting.rounds + 1):
        for name in commands if number % 2 == 0 else reversed(commands):
            run = once(commands[name], environment)
            if run[3] != 0:
                raise corpus.Missing(f"{' '.join(map(str, commands[name]))} ended with {run[3]}")
            if number > 0:
                runs[name].append(run)
    for name, seen in runs.items():
        figures.add(f"cold/{name}", "ms CPU", statistics.median(run[0] for run in seen) * 1000)
        figures.add(f"cold/{name}/wall", "ms", statistics.median(run[1] for run in seen) * 1000)


def memory(setting, figures):
    """Peak resident memory of validating one invoice of 10,000 lines, beside its size."""
    need_binary(setting)
    environment = {"QUITTANCE_RULES_DIR": str(setting.rules)}
    for name, source in LARGE.items():
        path = grown(setting.build / "bench" / "grown", source, 10_000)
        seconds, _, peak, code = once([setting.binary, "validate", path], environment)
        if code != 0:
            raise corpus.Missing(f"{path} is not valid (exit {code}): run {setting.binary} validate {path}")
        size = path.stat().st_size
        figures.add(f"memory/{name} of 10,000 lines", "MB", peak / 1e6, "size of the document", size / 1e6, peak / size)
        figures.add(f"memory/{name} of 10,000 lines/CPU", "s", seconds)


def threads(setting, figures):
    """Two threads against one over the same files. The wall tells it only where both cores are free; what the second thread
    costs the first shows in CPU time on a loaded machine too."""
    need_binary(setting)
    documents = corpus.natural_documents("ubl", setting.documents)
    files = documents * (1500 // len(documents) + 1)
    runs = {1: [], 2: []}
    for number in range(setting.rounds // 2 + 1):
        for count in (1, 2) if number % 2 == 0 else (2, 1):
            run = once([setting.binary, "validate", "--summary", "-j", str(count), *files], {"QUITTANCE_RULES_DIR": str(setting.rules)})
            if number > 0:
                runs[count].append(run)
    for field, name, unit in ((1, "wall", "documents/s"), (0, "CPU", "documents/CPU s")):
        one, two = (len(files) / statistics.median(run[field] for run in runs[count]) for count in (1, 2))
        times = two / one if field == 1 else 2 * two / one
        figures.add(f"threads/2 threads, {name}", unit, two, "1 thread; ratio: times as fast" + (" on free cores" if field == 0 else ""),
                    one, times)
