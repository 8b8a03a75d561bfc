"""Where figures go: a table on the screen, and a line each in the results file."""
import json


class Figures:
    """Keeps figures; writes the results file anew after each, so that an interrupted run leaves what it has."""

    def __init__(self, path, command):
        self.path, self.command, self.kept = path, command, {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():  # figures of sections that this run leaves out stay
            for line in path.read_text(encoding="utf-8").splitlines():
                figure = json.loads(line)
                self.kept[figure["name"]] = figure

    def forget(self, section):
        self.kept = {name: f for name, f in self.kept.items() if not name.startswith(section + "/")}

    def add(self, name, unit, value, peer="", peer_value=None, ratio=None):
        figure = {"name": name, "unit": unit, "value": value, "peer": peer, "peer_value": peer_value, "ratio": ratio,
                  "command": f"{self.command} {name.split('/')[0]}"}
        self.kept[name] = figure
        partial = self.path.with_suffix(".partial")
        partial.write_text("".join(json.dumps(f, ensure_ascii=False) + "\n" for f in self.kept.values()), encoding="utf-8")
        partial.replace(self.path)
        print(row(figure), flush=True)


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def row(figure):
    return (f"{figure['name']:<52} {number(figure['value']):>10} {figure['unit']:<14} "
            f"{number(figure['peer_value']):>10} {number(figure['ratio']):>7}  {figure['peer']}").rstrip()


def heading():
    return f"{'figure':<52} {'value':>10} {'unit':<14} {'peer':>10} {'ratio':>7}  compared with"
