"""A Python with SaxonC-HE in it, of the release and hashes that tests/conformance/saxonc/requirements.txt pins."""
import pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV, REQUIREMENTS = ROOT / "build" / "saxonc", ROOT / "tests" / "conformance" / "saxonc" / "requirements.txt"
ABSENT = "SaxonC-HE cannot be installed here (python3-venv, the registry, or a wheel for this machine is missing)"


def python():
    """The interpreter, made once; None where it cannot be had."""
    installed = VENV / "installed.txt"
    if not installed.exists() or installed.read_text() != REQUIREMENTS.read_text():
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        got = made.returncode == 0 and subprocess.run(
            [VENV / "bin/pip", "install", "-q", "--require-hashes", "--only-binary", ":all:", "-r", REQUIREMENTS]).returncode == 0
        if not got:
            return None
        installed.write_text(REQUIREMENTS.read_text())
    return VENV / "bin" / "python"
