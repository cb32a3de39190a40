"""The architecture: which package may import which, which packages may use a library, and limits of size."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "qa_service"
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = sorted((PACKAGE / "native").glob("*.[ch]"))
LONGEST_MODULE_LINES, LONGEST_SOURCE_LINES = 250, 300
MOST_MODULES_OF_A_FOLDER = 20
LONGEST_FUNCTION_LINES = 40
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("qa_service", include_external_packages=True, cache_dir=None)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions() -> Iterator[tuple[str, FunctionNode]]:
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, FunctionNode):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def imports_of_ours(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(name.name.split(".")[0] == "qa_service" for name in node.names)
    return isinstance(node, ast.ImportFrom) and (node.level > 0 or (node.module or "").split(".")[0] == "qa_service")


def test_every_module_imports_only_from_the_layers_below_it() -> None:
    linter = Path(sys.executable).with_name("lint-imports")  # in a process of its own: it changes how logging is set up
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_module_depends_on_itself_by_a_detour(graph: grimp.ImportGraph) -> None:
    order = TopologicalSorter({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})
    cycle: list[str] = []
    try:
        order.prepare()
    except CycleError as found:
        cycle = found.args[1]
    assert cycle == []


@pytest.mark.parametrize(
    ("library", "packages"),
    [
        ("flask", {"qa_service.web"}),
        ("rank_bm25", {"qa_service.indexing"}),
        ("sklearn", {"qa_service.indexing", "qa_service.training"}),
        ("lightgbm", {"qa_service.training"}),
        ("torch", {"qa_service.training.reader"}),
        ("wordfreq", {"qa_service.training.reader"}),
        ("opensearchpy", {"qa_service.cluster"}),
    ],
)
def test_a_library_is_imported_only_where_it_may_be(graph: grimp.ImportGraph, library: str, packages: set[str]) -> None:
    users = graph.find_modules_that_directly_import(library)
    assert users, f"nothing imports {library}: is the rule still needed?"
    assert sorted(user for user in users if not any(f"{user}.".startswith(f"{each}.") for each in packages)) == []


def test_serving_never_imports_what_learns(graph: grimp.ImportGraph) -> None:
    learning = graph.find_descendants("qa_service.training")
    users = {user for module in learning for user in graph.find_modules_that_directly_import(module)}
    assert sorted(users - learning - {"qa_service.training"}) == []


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    assert [where for where, node in functions() if any(imports_of_ours(inner) for inner in ast.walk(node))] == []


def test_modules_stay_short_enough_to_read_in_one_go() -> None:
    sizes = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_MODULE_LINES} == {}


def test_files_of_c_stay_short_enough_and_include_each_other_in_no_circle() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in SOURCES}
    assert {name for name, text in texts.items() if text.count("\n") > LONGEST_SOURCE_LINES} == set()
    includes = {name: re.findall(r'^#include "(.+)"', text, re.MULTILINE) for name, text in texts.items()}
    assert [name for names in includes.values() for name in names if name not in texts or name.endswith(".c")] == []
    TopologicalSorter(includes).prepare()  # raises CycleError


def test_every_structure_of_the_kernel_is_compared_with_its_mirror() -> None:
    classes = [
        (path.name, node) for path in MODULES for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)
    ]
    mirrors = [
        (name, node) for name, node in classes if any(ast.unparse(base) == "ctypes.Structure" for base in node.bases)
    ]
    assert [node.name for name, node in mirrors if not node.decorator_list and name != "library.py"] == []


def test_a_folder_holds_no_more_modules_than_one_takes_in() -> None:
    sizes = Counter(str(path.parent.relative_to(ROOT)) for path in MODULES if path.name != "__init__.py")
    assert {folder: modules for folder, modules in sizes.items() if modules > MOST_MODULES_OF_A_FOLDER} == {}


def test_functions_stay_short_enough_to_read_at_a_glance() -> None:
    sizes = {where: (node.end_lineno or node.lineno) - node.lineno + 1 for where, node in functions()}
    assert {where: lines for where, lines in sizes.items() if lines > LONGEST_FUNCTION_LINES} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path.relative_to(ROOT)) for path in MODULES if VAGUE_NAMES & {*path.parts, path.stem}] == []


def test_every_module_says_in_its_first_line_what_it_holds() -> None:
    assert [str(path.relative_to(ROOT)) for path in MODULES if not ast.get_docstring(tree_of(path))] == []
