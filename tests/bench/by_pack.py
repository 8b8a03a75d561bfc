"""Rules by pack, ours against warm Saxon-HE, SaxonC-HE and phive: the same documents, by turns, in the same run."""
import statistics, subprocess, sys
import corpus, jars

sys.path.insert(0, str(corpus.ROOT / "tests" / "support"))
import saxonc

BENCH = corpus.ROOT / "tests" / "bench"


class Peer:
    """A process that answers how much CPU the rules of a pack take on a document."""

    def __init__(self, name, command, packs):
        self.name = name
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


def saxon(setting):
    path = jars.class_path(BENCH / "saxon", setting.cache, setting.build)
    return ["java", "-Xmx1g", "-cp", path, "SaxonPeer"]


def saxon_c(setting):
    python = saxonc.python()
    if python is None:
        raise corpus.Missing(saxonc.ABSENT)
    return [python, BENCH / "saxonc_peer.py"]


def phive(setting):
    path = jars.class_path(BENCH / "phive", setting.cache, setting.build)
    return ["java", "-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-cp", path, "PhivePeer"]


REFERENCE = "Saxon-HE 12.10"
PEERS = {REFERENCE: saxon, "SaxonC-HE 12.10": saxon_c, "phive 12.0.3": phive}


def start_peers(setting, rules, documents):
    """Those that can be had here, warm; says which cannot."""
    stylesheets = [f"{pack}={rules.stylesheet(pack)}" for pack in documents]
    peers = []
    for name, command in PEERS.items():
        try:
            peers.append(Peer(name, [*command(setting), *stylesheets], documents))
        except corpus.Missing as missing:
            print(f"bench: rules without {name} beside them: {missing}")
    for peer in peers:
        warm_up(peer, documents, setting.warm_up)
    return peers


def warm_up(peer, documents, each):
    """Rounds over all packs, until each has seen so many documents; says how far the pace was still falling."""
    pace, passes = {pack: [] for pack in documents}, 0
    while any(passes * len(files) < each for files in documents.values()):
        passes += 1
        for pack, files in documents.items():
            pace[pack].append(sum(answer[0] for answer in peer.ask(pack, files) if answer))
        done = passes * sum(len(files) for files in documents.values())
        print(f"\rbench: {peer.name} warms up: {done} documents", end="", flush=True)
    print()
    for pack, seen in pace.items():
        if len(seen) > 1:
            print(f"bench: {peer.name} warms up: {pack}: the last pass took {seen[-1] / seen[-2]:.2f} of the one before")


def measure(contestants, documents, rounds):
    """What each contestant answered, by pack and document; the order turns from round to round."""
    times = {}
    for number in range(rounds):
        for pack, files in documents.items():
            for peer in contestants if number % 2 == 0 else contestants[::-1]:
                for file, answer in zip(files, peer.ask(pack, files)):
                    times.setdefault((pack, file), {}).setdefault(peer, []).append(answer)
        print(f"\rbench: round {number + 1} of {rounds}", end="", flush=True)
    print()
    return times


def judged(pack, times, peers):
    """The pack's documents on which all these gave a verdict in each round, with their answers."""
    return {file: seen for (p, file), seen in times.items() if p == pack and all(None not in seen[peer] for peer in peers)}


def mean(documents, peer, field):
    """Of the documents' medians."""
    return statistics.mean(statistics.median(answer[field] for answer in seen[peer]) for seen in documents.values())


def compare(pack, times, ours, theirs, figures):
    both = judged(pack, times, (ours, theirs))
    if not both:
        return print(f"bench: {pack}: no document that {theirs.name} and we could judge")
    name = f"rules/{pack}" if theirs.name == REFERENCE else f"rules/{pack}/{theirs.name.split()[0]}"
    mine, rules, parse = mean(both, ours, 0), mean(both, theirs, 0), mean(both, theirs, 1)
    whole = mine + mean(both, ours, 1)
    figures.add(name, "µs/document", mine, f"{theirs.name}, warm: its CPU / ours", rules, rules / mine)
    figures.add(f"{name}/with parse", "µs/document", whole, f"{theirs.name} with its parse", rules + parse,
                (rules + parse) / whole)
    figures.add(f"{name}/compile", "µs", ours.compiled[pack], theirs.name, theirs.compiled[pack],
                theirs.compiled[pack] / ours.compiled[pack])
    differing = [f for f, seen in both.items() if seen[ours][0][2] != seen[theirs][0][2] or seen[ours][0][3] > 0]
    lost = sum(p == pack for p, _ in times) - len(both)
    print(f"bench: {pack}: {theirs.name}: {len(both)} documents ({lost} without a verdict of both), "
          f"{len(differing)} with other counts of findings {[f.name for f in differing[:5]]}")


def section(setting, figures):
    rules = corpus.Rules(setting.rules)
    documents = {pack: corpus.natural_documents(corpus.syntax(pack), setting.documents) for pack in corpus.PACKS}
    ours = Peer("Quittance", [setting.build / "bin" / "bench_rule_peer", *(f"{p}={rules.pack(p)}" for p in documents)], documents)
    peers = start_peers(setting, rules, documents)
    times = measure([ours, *peers], documents, setting.rounds)
    for pack in documents:
        if not peers:
            figures.add(f"rules/{pack}", "µs/document", mean(judged(pack, times, (ours,)), ours, 0))
        for peer in peers:
            compare(pack, times, ours, peer, figures)
    for peer in (ours, *peers):
        peer.close()
