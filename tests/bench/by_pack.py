"""Rules by pack, ours against warm Saxon-HE: the same documents, by turns, in the same run."""
import shutil, statistics, subprocess
import corpus

COORDINATES = ["net.sf.saxon:Saxon-HE:12.10", "org.xmlresolver:xmlresolver:5.3.3", "org.xmlresolver:xmlresolver:5.3.3:jar:data"]
SOURCE = corpus.ROOT / "tests" / "bench" / "saxon" / "SaxonPeer.java"


class Peer:
    """A process that answers how much CPU the rules of a pack take on a document."""

    def __init__(self, command, packs):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.compiled = {}
        for _ in packs:
            line = self.process.stdout.readline().split()
            if line[:1] != ["ready"]:
                raise corpus.Missing(f"{command[0]} did not load its packs")
            self.compiled[line[1]] = float(line[2])

    def ask(self, pack, documents):
        """For each document (µs of the rules, µs of the parse, findings, undecided), or None when it gave no verdict.
        All questions are put at once (they fit into the pipe), so that the peer runs through without waiting for us."""
        self.process.stdin.write("".join(f"{pack} {document}\n" for document in documents))
        self.process.stdin.flush()
        return [self.answer(pack) for _ in documents]

    def answer(self, pack):
        words = self.process.stdout.readline().split()
        if not words:
            raise corpus.Missing(f"{self.process.args[0]} died on {pack}")
        return None if words[0] == "error" else tuple(float(word) for word in words)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def saxon_classes(cache, build):
    """The class path of our Saxon program, its jars fetched and itself compiled where that is not done yet."""
    for tool in ("java", "javac", "mvn"):
        if shutil.which(tool) is None:
            raise corpus.Missing(f"{tool} is missing (apt-get install maven default-jdk-headless)")
    cache.mkdir(parents=True, exist_ok=True)
    for coordinate in COORDINATES:
        _, name, version, *rest = coordinate.split(":")
        if not (cache / f"{name}-{version}{'-data' if rest else ''}.jar").exists():
            print(f"bench: getting {coordinate}", flush=True)
            run(["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={coordinate}", f"-DoutputDirectory={cache}",
                 "-Dmdep.useBaseVersion=true"], f"{coordinate} could not be had by mvn")
    classes = build / "bench" / "saxon"
    if not (classes / "SaxonPeer.class").exists() or (classes / "SaxonPeer.class").stat().st_mtime < SOURCE.stat().st_mtime:
        run(["javac", "-cp", f"{cache}/*", "-d", str(classes), str(SOURCE)], "SaxonPeer.java does not compile")
    return f"{classes}:{cache}/*"


def run(command, complaint):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise corpus.Missing(f"{complaint}: {done.stdout.strip()[-300:]}")


def warm_up(peer, documents, each):
    """Rounds over all packs, until each has seen so many documents; says how far the pace was still falling."""
    pace, passes = {pack: [] for pack in documents}, 0
    while any(passes * len(files) < each for files in documents.values()):
        passes += 1
        for pack, files in documents.items():
            pace[pack].append(sum(answer[0] for answer in peer.ask(pack, files) if answer))
        done = passes * sum(len(files) for files in documents.values())
        print(f"\rbench: Saxon warms up: {done} documents", end="", flush=True)
    print()
    for pack, seen in pace.items():
        if len(seen) > 1:
            print(f"bench: Saxon warms up: {pack}: the last pass took {seen[-1] / seen[-2]:.2f} of the one before")


def measure(ours, theirs, documents, rounds):
    """What each peer answered, by pack and document, in the order of the rounds: A B, B A, and so on."""
    contestants = [ours] + ([theirs] if theirs else [])
    times = {}
    for number in range(rounds):
        for pack, files in documents.items():
            for peer in contestants if number % 2 == 0 else contestants[::-1]:
                for file, answer in zip(files, peer.ask(pack, files)):
                    times.setdefault((pack, file), {}).setdefault(peer, []).append(answer)
        print(f"\rbench: round {number + 1} of {rounds}", end="", flush=True)
    print()
    return times


def report(pack, times, ours, theirs, figures):
    both = {file: seen for (p, file), seen in times.items() if p == pack and all(None not in a for a in seen.values())}
    lost = sum(p == pack for p, _ in times) - len(both)
    if not both:
        return print(f"bench: {pack}: no document that both could judge")
    mean = lambda peer, field: statistics.mean(statistics.median(a[field] for a in seen[peer]) for seen in both.values())
    mine = mean(ours, 0)
    if theirs is None:
        return figures.add(f"rules/{pack}", "µs/document", mine)
    saxon = mean(theirs, 0)
    figures.add(f"rules/{pack}", "µs/document", mine, "Saxon-HE 12.10, warm: its CPU / ours", saxon, saxon / mine)
    figures.add(f"rules/{pack}/with parse", "µs/document", mine + mean(ours, 1), "Saxon-HE 12.10 with its parse",
                saxon + mean(theirs, 1), (saxon + mean(theirs, 1)) / (mine + mean(ours, 1)))
    figures.add(f"rules/{pack}/compile", "µs", ours.compiled[pack], "Saxon-HE 12.10", theirs.compiled[pack],
                theirs.compiled[pack] / ours.compiled[pack])
    differing = [f for f, seen in both.items() if seen[ours][0][2] != seen[theirs][0][2] or seen[ours][0][3] > 0]
    print(f"bench: {pack}: {len(both)} documents ({lost} without a verdict of both), "
          f"{len(differing)} with other counts of findings {[f.name for f in differing[:5]]}")


def section(setting, figures):
    rules = corpus.Rules(setting.rules)
    documents = {pack: corpus.natural_documents(corpus.syntax(pack), setting.documents) for pack in corpus.PACKS}
    ours = Peer([setting.build / "bin" / "bench_rule_peer", *(f"{p}={rules.pack(p)}" for p in documents)], documents)
    theirs = None
    try:
        path = saxon_classes(setting.cache, setting.build)
        theirs = Peer(["java", "-Xmx1g", "-cp", path, "SaxonPeer", *(f"{p}={rules.stylesheet(p)}" for p in documents)], documents)
        warm_up(theirs, documents, setting.warm_up)
    except corpus.Missing as missing:
        print(f"bench: rules without Saxon beside them: {missing}")
    times = measure(ours, theirs, documents, setting.rounds)
    for pack in documents:
        report(pack, times, ours, theirs, figures)
    for peer in filter(None, (ours, theirs)):
        peer.close()
