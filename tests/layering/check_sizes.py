#!/usr/bin/env python3
"""Keeps files under 400 lines and functions under 60. A function's lines are those from its name's to its closing brace's,
lambdas in it included; a test's body is a function. With --self-test it looks at code of its own instead.
"""
import bisect, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES = 400, 60

# What may hold a brace or a semicolon that is none: comments, raw strings, strings, characters, digit separators; and directives.
NO_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|(?:u8|[uUL])?R"(?P<fence>[^()\s\\]{0,16})\(.*?\)(?P=fence)"'
    r"""|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Za-z_])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'|(?<=[0-9A-Fa-f])'(?=[0-9A-Fa-f])"""
    r"|^[ \t]*#(?:\\\n|[^\n])*", re.S | re.M)
SCOPE = re.compile(r"\b(?:namespace|class|struct|union|enum)\b|\bextern\s*$")
# The parameter list's end, and what may come between it and the body.
FUNCTION = re.compile(
    r"\)\s*(?:(?:const|volatile|noexcept|override|final|mutable|try|&&?)\s*)*(?:noexcept\s*\([^()]*\)\s*)?"
    r"(?:->[^;{}]*)?(?:requires\b[^;{}]*)?(?::.*)?$", re.S)


def bare(text):
    """The text with all that is no code blanked, line for line."""
    return NO_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def without_templates(head):
    """The head with template parameter lists blanked: the "class" of template <class T> opens no scope."""
    return re.sub(r"template\s*<(?:[^<>]|<[^<>]*>)*>", " ", head)


def is_function(head):
    head = without_templates(head)
    if head.count("(") != head.count(")"):  # an argument, as in INSTANTIATE_TEST_SUITE_P
        return False
    of_member = re.search(r"\)\s*(?:noexcept\s*)?:(?!:).*[\w>]\s*$", head, re.S)  # S() : x{1}
    return bool(FUNCTION.search(head)) and not of_member


def is_scope(head):
    """Whether a brace after this text opens a scope that functions stand in. A function may return a "struct stat"."""
    head = without_templates(head)
    return bool(SCOPE.search(head)) and not is_function(re.sub(r"\b(alignas|__attribute__)\s*\([^)]*\)", " ", head))


def functions(text):
    """(name, first line, lines) of each outermost function of a file."""
    code = bare(text)
    starts = [0] + [match.end() for match in re.finditer("\n", code)]
    line_of = lambda offset: bisect.bisect_right(starts, offset)
    head_from, depth, opened, found = 0, 0, None, []
    for match in re.finditer(r"[{};]", code):
        mark, at = match.group(), match.start()
        if depth:  # inside a function or an initialiser
            depth += (mark == "{") - (mark == "}")
            if depth == 0 and opened is not None:
                found.append((opened[0], opened[1], line_of(at) - opened[1] + 1))
                head_from, opened = at + 1, None
            continue
        if mark == "{":
            head = code[head_from:at]
            if is_scope(head):
                head_from = at + 1
                continue
            depth, opened = 1, None
            if is_function(head):
                name = re.search(r"([\w:~]+|operator\S*)\s*\(", without_templates(head))
                opened = (name.group(1) if name else "?", line_of(head_from + len(head) - len(head.lstrip())))
        else:
            head_from = at + 1
    return found


def self_test():
    body = "\n".join(["  f();"] * 58)
    cases = {
        "int a() {\n%s\n}": [("a", 1, 60)],
        "namespace n {\nstruct S {\n  S() : x{1}, y(2) {\n%s\n}\nint x{};\n};\n}": [("S", 3, 60)],
        "template <class T, typename U = std::vector<T>>\nauto b(T t) -> std::map<T, U> {\n%s\n}": [("b", 1, 61)],
        "const char* const text = R\"x({ )\" })x\";\nvoid c() const noexcept {\n%s\n}": [("c", 2, 60)],
        "char q = '{', r = '\\'', s = '\"'; int n = 1'000;\n// {\n/* { */\n#define X {\nvoid d() {\n%s\n}": [("d", 5, 60)],
        "TEST(Sizes, AreKept) {\n%s\n}": [("TEST", 1, 60)],
        "std::array<int, 2> table{\n%s\n};\nint e() {\n}": [("e", 61, 2)],
        "const auto table = make(1) = {\n%s\n};\nenum class E : int { a, b };\nvoid g(struct stat& s) {\n}": [("g", 62, 2)],
        "INSTANTIATE(A, B, Values(C{1}, C{\n%s\n}), [](auto x) {\n f();\n});\nvoid j() {}": [("j", 63, 1)],
        "S::S(T t) noexcept : a{t}, b<int>{f(t)} {\n%s\n}": [("S::S", 1, 60)],
        "auto h = [](int x) {\n%s\n};": [("h", 1, 60)],
        "bool operator==(const A& a, const B& b) {\n%s\n}\nusing T = int;\nvoid i() {}": [("operator==", 1, 60), ("i", 62, 1)],
    }
    wrong = 0
    for text, wanted in cases.items():
        got = functions(text % body if "%s" in text else text)
        if [line[1:] for line in got] != [line[1:] for line in wanted]:
            print(f"check_sizes: wanted {wanted}, got {got} in\n{text}")
            wrong += 1
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    listed = subprocess.run(["git", "ls-files", "*.h", "*.cpp"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found, seen = [], 0
    for path in listed.stdout.split():
        if not (ROOT / path).exists():
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        if text.count("\n") >= FILE_LINES:
            found.append(f"{path}: {text.count(chr(10))} lines; a file has fewer than {FILE_LINES}: is it one thing?")
        for name, line, lines in functions(text):
            seen += 1
            if lines >= FUNCTION_LINES:
                found.append(f"{path}:{line}: {name} has {lines} lines; a function has fewer than {FUNCTION_LINES}")
    for line in found:
        print(line)
    print(f"sizes: {seen} functions, {len(found)} too long")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
