"""Peers that are Java: jars of the registry, held to their hashes and kept in the home folder, and our own few classes on
them. A folder of such a peer has pom.xml (read by Maven's dependency plugin alone), jars.sha256 and src."""
import hashlib, os, pathlib, shutil

import peers
from gateways import Failure, run


def needs_java():
    """Skips the test where no Java is."""
    for program in ("java", "javac", "mvn"):
        if not shutil.which(program):
            peers.skip(f"{program} is not installed; conf/setup/install does it")


def had(*words):
    """Runs what gets jars from the registry; the test is skipped where that cannot be reached."""
    try:
        run(*words)
    except Failure as why:
        peers.skip(f"the peer's jars cannot be had here: {why}")


def collected_jars(source):
    """The folder that holds exactly the jars of jars.sha256."""
    pinned = dict(reversed(line.split()) for line in (source / "jars.sha256").read_text().splitlines())
    name = hashlib.sha256((source / "pom.xml").read_bytes() + (source / "jars.sha256").read_bytes()).hexdigest()[:16]
    base = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = base / "quittance" / "peers" / f"{source.name}-{name}"
    if not folder.exists():
        fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        # The pom is copied: Maven would leave its traces beside it.
        shutil.copy(source / "pom.xml", fresh)
        had("mvn", "-q", "-B", "-f", fresh / "pom.xml", "dependency:copy-dependencies", "-DincludeScope=runtime",
            f"-DoutputDirectory={fresh}")
        fresh.rename(folder)
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.jar")}
    if found != pinned:
        shutil.rmtree(folder)
        wrong = sorted(name for name in found.keys() | pinned.keys() if found.get(name) != pinned.get(name))
        raise SystemExit(f"jars that are not those of {source.name}/jars.sha256: {', '.join(wrong)}")
    return folder


def compiled_classes(source, jars):
    """Our classes of that peer, and what lies in META-INF beside them."""
    sources = sorted(source.glob("src/peer/*.java"))
    name = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    folder = peers.PLACE / f"{source.name}-own-{name}"
    if not folder.exists():
        fresh = folder.with_name(folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        if (source / "src" / "META-INF").exists():
            shutil.copytree(source / "src" / "META-INF", fresh / "META-INF")
        run("javac", "-nowarn", "--release", "17", "-d", fresh, "-cp", f"{jars}/*", *sources)
        fresh.rename(folder)
    return folder


def test_pki(folder):
    """A PKI of `keys make-test-pki`, made once."""
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        run(peers.QUITTANCE, "keys", "make-test-pki", folder)
        (folder / "ready").touch()
    return folder
