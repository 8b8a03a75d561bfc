"""Programs of other people's code for the benchmarks: jars as a pom names them, each held to its hash, and one source of ours."""
import hashlib, os, shutil, subprocess
import corpus


def had(command, complaint):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise corpus.Missing(f"{complaint}: {done.stdout.strip()[-300:]}")


def collected(source, cache):
    """The folder with the jars of source/pom.xml, had from the registry once."""
    pinned = dict(reversed(line.split()) for line in (source / "jars.sha256").read_text().splitlines())
    name = hashlib.sha256((source / "pom.xml").read_bytes() + (source / "jars.sha256").read_bytes()).hexdigest()[:16]
    folder = cache / f"{source.name}-{name}"
    if not folder.exists():
        print(f"bench: getting the jars of {source.name}", flush=True)
        fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        shutil.copy(source / "pom.xml", fresh)  # Maven would leave its traces beside it
        had(["mvn", "-q", "-B", "-f", str(fresh / "pom.xml"), "dependency:copy-dependencies", "-DincludeScope=runtime",
             f"-DoutputDirectory={fresh}"], f"the jars of {source.name} could not be had by mvn")
        fresh.rename(folder)
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.jar")}
    if found != pinned:
        shutil.rmtree(folder)
        wrong = sorted(name for name in found.keys() | pinned.keys() if found.get(name) != pinned.get(name))
        raise corpus.Missing(f"jars that are not those of {source.name}/jars.sha256: {', '.join(wrong)}")
    return folder


def class_path(source, cache, build):
    """Of the one program in `source`, compiled where that is not done yet."""
    for tool in ("java", "javac", "mvn"):
        if shutil.which(tool) is None:
            raise corpus.Missing(f"{tool} is missing (apt-get install maven default-jdk-headless)")
    jars = collected(source, cache)
    program = next(source.glob("*.java"))
    classes = build / "bench" / source.name
    made = classes / f"{program.stem}.class"
    if not made.exists() or made.stat().st_mtime < program.stat().st_mtime:
        had(["javac", "-nowarn", "-cp", f"{jars}/*", "-d", str(classes), str(program)], f"{program.name} does not compile")
    return f"{classes}:{jars}/*"
