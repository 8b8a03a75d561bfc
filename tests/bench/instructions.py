"""Instructions of the rules a document, counted by valgrind: the same on a loaded machine as on a quiet one, so that a change
of one in a hundred shows."""
import re, shutil, subprocess, tempfile
import corpus


def section(setting, figures):
    if shutil.which("valgrind") is None:
        print("bench: instructions skipped: valgrind is missing (apt-get install valgrind)")
        return
    rules = corpus.Rules(setting.rules)
    program = setting.build / "bin" / "bench_rule_peer"
    if not program.exists():
        raise corpus.Missing(f"no {program}: run conf/setup/build dev bench")
    for pack in corpus.PACKS:
        files = corpus.natural_documents(corpus.syntax(pack), setting.documents)
        with tempfile.NamedTemporaryFile() as profile:
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile.name}",
                       "--toggle-collect=quittance::schematron::Examiner::examine*", program, f"{pack}={rules.pack(pack)}"]
            done = subprocess.run(command, input="".join(f"{pack} {file}\n" for file in files), text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        counted = re.search(r"Collected : (\d+)", done.stderr)
        judged = sum(not line.startswith(("ready", "error")) for line in done.stdout.splitlines())
        if done.returncode != 0 or counted is None or judged == 0:
            raise corpus.Missing(f"valgrind ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        figures.add(f"instructions/{pack}", "per document", int(counted.group(1)) / judged)
