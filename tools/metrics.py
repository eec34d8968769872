"""Print figures about the size and style of the code: python3 tools/metrics.py.

They are to look at, not limits.
"""

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "accounts",
    "subscriptions",
    "articles",
    "comments",
    "submissions",
    "newsletters",
    "desk",
    "operations",
    "config",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef
LONG = 8  # lines; shorter functions say little about density


def sources() -> dict[Path, str]:
    """Return the text of each Python file of the apps, without migrations."""
    paths = (path.relative_to(ROOT) for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return {path: (ROOT / path).read_text() for path in paths if "migrations" not in path.parts}


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def density(function: Function) -> float:
    """Return the syntax nodes for each line of a function."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return sum(1 for _ in ast.walk(function)) / lines


def comments(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return len({token.start[0] for token in tokens if token.type == tokenize.COMMENT})


def helpers_with_one_caller(tree: ast.Module) -> int:
    """Count the private functions of a module that the module uses in one place."""
    private = {
        node.name for node in tree.body if isinstance(node, Function) and node.name.startswith("_")
    }
    used = Counter(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in private
    )
    return sum(1 for name in private if used[name] == 1)


def flat_modules(paths: list[Path], app: str) -> int:
    return sum(1 for path in paths if path.parent == Path(app) and path.name != "__init__.py")


def main() -> None:
    texts = sources()
    trees = [ast.parse(text) for text in texts.values()]
    lines = [line for text in texts.values() for line in text.splitlines() if line.strip()]
    every = [function for tree in trees for function in functions(tree)]
    long = [each for each in every if (each.end_lineno or 0) - each.lineno + 1 >= LONG]
    of_modules = sum(isinstance(node, Function) for tree in trees for node in tree.body)
    documented = sum(ast.get_docstring(function) is not None for function in every)
    flat = {app: flat_modules(list(texts), app) for app in APPS}
    largest = max(flat, key=lambda app: flat[app])
    print(f"lines that are not blank            {len(lines)} in {len(texts)} files")
    print(f"characters a line                   {mean(map(len, lines)):.1f}")
    print(f"functions                           {len(every)}")
    print(f"  with a docstring                  {documented / len(every):.0%}")
    print(f"  syntax nodes a line (from {LONG} lines) {mean(map(density, long)):.1f}")
    print(
        "private helpers with one caller    "
        f" {sum(map(helpers_with_one_caller, trees)) / of_modules:.0%}"
    )
    print(
        f"lines with a comment                {sum(map(comments, texts.values())) / len(lines):.1%}"
    )
    print(f"modules in the root of an app       {flat[largest]} at most ({largest})")


if __name__ == "__main__":
    main()
