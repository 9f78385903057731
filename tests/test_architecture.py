"""How the package is built: imports flow one way, modules and functions are small, and nothing names a machine."""

import ast
import re
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from ntm_analysis.paths import HERE

PACKAGE = HERE.root / "ntm_analysis"
# A room may import only rooms to its left.
ROOMS = [
    *(
        "errors",
        "days",
        "paths",
        "schema",
        "quantities",
        "files",
        "lean",
        "language",
        "distinct",
        "bulk",
        "stamp",
        "excerpts",
        "validation",
        "tables",
        "raw",
        "corrections",
    ),
    *(
        "references",
        "units",
        "prices",
        "clean",
        "checks",
        "datapackage",
        "assembly",
        "build",
        "audit",
        "composition",
        "funding",
        "criteria",
        "attainment",
    ),
    *("forecast", "statements", "charts", "imprint", "output", "parameters", "narratives", "views", "notebook"),
    *("pages", "run", "pieces", "guide", "products", "review", "gallery", "dictionary", "report", "explore", "cli"),
]
MOST_LINES = 300
LONGEST_BODY = 30
# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a folder of a machine": "(?:^|[^\\w.)/])/(?:" + "|".join(["home", "root", "work", "Users"]) + ")/\\w",
    "a folder of Windows users": "[A-Z]:" + r"[\\/]+Users",
    "an index address": "(?<!no-emit-)index" + "-url|pypi" + r"\.org|python" + r"hosted\.org",
}

Sources = dict[str, ast.Module]


def read_sources() -> Sources:
    """Parse every module: path below the package -> tree."""
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}


SOURCES = read_sources()
MODULES = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in SOURCES}


def imports_of(tree: ast.Module) -> set[str]:
    """Give the modules of the package that a module imports, without the package's name."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            parts = (node.module or "").split(".")
            if parts[0] == "ntm_analysis":
                base = ".".join(parts[1:])
                inside = {f"{base}.{alias.name}".strip(".") for alias in node.names} & MODULES
                found |= inside or {base or "__init__"}
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            found |= {".".join(name[1:]) or "__init__" for name in names if name[0] == "ntm_analysis"}
    return found


def module_of(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str:
    return module.split(".")[0]


def backward(module: str, imported: set[str], rooms: list[str]) -> list[str]:
    """Name the imports of a module that lie to its right."""
    here = rooms.index(room_of(module))
    others = sorted(imported - {"__init__"})
    return [other for other in others if room_of(other) != rooms[here] and rooms.index(room_of(other)) > here]


def test_every_room_stands_in_the_order_once():
    assert sorted(ROOMS) == sorted({room_of(module) for module in MODULES} - {"__init__"})


@pytest.mark.parametrize("name", sorted(set(SOURCES) - {"__init__.py"}))
def test_a_room_imports_only_rooms_to_its_left(name):
    assert backward(module_of(name), imports_of(SOURCES[name]), ROOMS) == []


def test_an_import_to_the_right_would_be_seen():
    tree = ast.parse(
        "from ntm_analysis.cli.main import main\nimport ntm_analysis.paths\nfrom ntm_analysis import errors"
    )
    assert imports_of(tree) == {"cli.main", "paths", "errors"}
    assert backward("paths", imports_of(tree), ROOMS) == ["cli.main"]
    assert backward("report", {"clean.tables", "report"}, ROOMS) == []


def test_no_module_imports_itself_through_others():
    graph = {module_of(name): imports_of(tree) for name, tree in SOURCES.items()}
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("errors") < order.index("cli.main")


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_no_module_is_long(name):
    assert len((PACKAGE / name).read_text("utf-8").splitlines()) <= MOST_LINES


def body_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function's body, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_no_function_is_long(name):
    functions = [node for node in ast.walk(SOURCES[name]) if isinstance(node, ast.FunctionDef)]
    assert {node.name: body_lines(node) for node in functions if body_lines(node) > LONGEST_BODY} == {}


def test_the_lines_of_a_body_are_counted_without_docstring():
    (function,) = ast.parse('def f():\n    """One."""\n    x = 1\n\n    return (\n        x\n    )\n').body
    assert body_lines(function) == 5


def without_docstring(tree: ast.Module) -> list[str]:
    """Name the public functions, classes and methods (not properties) that say nothing of themselves."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    inner = [node for kind in classes for node in kind.body if isinstance(node, ast.FunctionDef)]
    named = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    methods = [node for node in inner if "property" not in map(ast.unparse, node.decorator_list)]
    public = [node for node in [*classes, *named, *methods] if not node.name.startswith("_")]
    return [node.name for node in public if not ast.get_docstring(node)]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_everything_public_has_a_docstring(name):
    assert ast.get_docstring(SOURCES[name])
    assert without_docstring(SOURCES[name]) == []


def test_a_missing_docstring_would_be_seen():
    tree = ast.parse(
        "class A:\n    def b(self): pass\n    @property\n    def c(self): pass\ndef _d(): pass\ndef e(): pass"
    )
    assert without_docstring(tree) == ["A", "e", "b"]


def repository_files() -> list[Path]:
    """List the files that are or would be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=HERE.root, capture_output=True, check=True, timeout=30)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git repository, so its files cannot be told from others")
    return [path for name in done.stdout.decode().split("\0") if name and (path := HERE.root / name).is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found, read = [], 0
    for path in repository_files():
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        read += 1
        lines = (text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(text))
        found += [f"{path.relative_to(HERE.root).as_posix()}:{line}" for line in lines]
    assert read > 50
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a folder of a machine", "see /" + "home/someone/x"),
        ("a folder of a machine", '"/' + 'work/main"'),
        ("a folder of Windows users", "C:" + "\\Users\\x"),
        ("an index address", "--extra-index" + "-url x"),
    ],
)
def test_what_is_forbidden_would_be_seen(what, text):
    assert re.search(FORBIDDEN[what], text, re.MULTILINE)
    assert not re.search(FORBIDDEN[what], "data/homes/x, a relative folder/x")
