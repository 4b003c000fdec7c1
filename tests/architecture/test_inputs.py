"""What a build depends on comes in by the front door: nothing below reads it behind our back.

The clock, the environment, the locale, chance, the order of a folder: a page that depends on one of
them would differ between two builds of the same site. Each use is listed here with its reason.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.house import Module, calls, modules

_HIDDEN = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "getpass",
    "importlib.metadata",
    "locale",
    "os.cpu_count",
    "os.environ",
    "os.environb",
    "os.getcwd",
    "os.getenv",
    "os.getlogin",
    "os.getpid",
    "os.getuid",
    "os.path.expanduser",
    "os.sched_getaffinity",
    "os.uname",
    "os.urandom",
    "pathlib.Path.cwd",
    "pathlib.Path.home",
    "platform",
    "random",
    "secrets",
    "socket",
    "sys.argv",
    "sys.platform",
    "sys.stderr",
    "sys.stdin",
    "sys.stdout",
    "sys.version",
    "sys.version_info",
    "tempfile",
    "time",
    "uuid",
)

EXPECTED = {
    # The street: who is asking, in what language, when and from where.
    "cli": {
        "datetime.datetime.now",
        "os.environ",
        "os.environ.get",
        "os.environ.pop",
        "os.environ.update",
        "pathlib.Path.cwd",
        "sys.argv",
        "sys.stdin.isatty",
        "time.perf_counter",
    },
    # What there is to say when nothing else works any more.
    "__main__": {"sys.stderr.write"},
    # Written out before the process leaves without ceremony.
    "ending": {"sys.stderr", "sys.stdout"},
    # Files looked at too soon after they were written do not show by their times that they changed.
    "manifest": {"sys.platform", "time.clock_gettime_ns", "time.time_ns"},
    # Of which Python and libraries a build was the work; and a home is not published to.
    "building": {"pathlib.Path.home", "sys.version"},
    # Shown on a terminal only, and only past a second.
    "progress": {"sys.stderr.isatty", "time.monotonic", "time.perf_counter"},
    # Answers of other hosts are believed for a week, and nobody waits for them for ever.
    "web": {"socket.gaierror", "time.monotonic", "time.sleep", "time.time"},
    # The name of a fault: a mail server that does not exist.
    "sending": {"socket.gaierror"},
    # A new newsletter says which version its forge is to install.
    "scaffold": {"importlib.metadata.version"},
    # A new file appears whole, under a name of its own until then.
    "importing": {"tempfile.NamedTemporaryFile"},
    # Versions of all that makes pages are part of every key.
    "inputs": {"importlib.metadata.entry_points", "importlib.metadata.version", "sys.version"},
    # How long each file took is told to whoever asks for a profile.
    "parsing": {"time.perf_counter"},
    "rendering": {"time.perf_counter"},
    # A folder that no other build, not even a killed one, has a name for.
    "ahead": {"os.urandom"},
    # How many processes, and whose: changes how long a build takes, never what it makes.
    "pool": {"os.cpu_count", "os.getpid", "os.sched_getaffinity"},
    # An editor is told how long a build took.
    "serving.rebuilds": {"time.perf_counter"},
    # The server listens; what it shows is made in `preview`.
    "serving.server": {
        "socket.SOCK_STREAM",
        "socket.SOL_SOCKET",
        "socket.SO_REUSEADDR",
        "socket.getaddrinfo",
        "socket.socket",
    },
    # Nobody publishes to their home.
    "publish": {"pathlib.Path.home"},
}

# Who reads or writes files: the yard, the theme, the hall and what is above.
DISK = {
    "sources",
    "memory",
    "readings",
    "image_cache",
    "record",
    "manifest",
    "tree",
    "exchange",
    "ahead",
    "spare",
    "swap",
    "publish",
    "looks",
    "layout",
    "theme",
    "inputs",
    "imaging",
    "pipeline",
    "building",
    "preview",
    "importing",
    "reasons",
    "scaffold",
    "web",
    "serving",  # the lines around a problem, and the script of the server
    "cli",
    "images",  # opens pictures in memory, and its own fonts
    "zones",  # the data of a package, the same everywhere
}
_DISK_CALLS = frozenset(
    "chmod exists glob hardlink_to is_dir is_file is_symlink iterdir listdir lstat mkdir open "
    "read_bytes read_text rename rglob rmdir rmtree scandir stat symlink symlink_to touch unlink "
    "walk write_bytes write_text".split()
)


def uses(module: Module) -> set[str]:
    """Return the hidden inputs of *module*, by full dotted name, however they were imported."""
    names: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    found = {_dotted(node, names) for node in ast.walk(module.tree)}
    hidden = {f for f in found if any(f == h or f.startswith(f"{h}.") for h in _HIDDEN)}
    # `time` of `time.monotonic`, and `os.environ` of `os.environ.items`.
    longest = {f for f in hidden if not any(other.startswith(f"{f}.") for other in hidden)}
    return {f.removesuffix(".items") for f in longest}


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=value, attr=attr):
            inner = _dotted(value, names)
            return f"{inner}.{attr}" if inner else ""
    return ""


def module_of(source: str) -> Module:
    return Module(name="new", is_face=False, tree=ast.parse(source), imports=())


def walk_disk(module: Module) -> Iterator[str]:
    """Yield every call of *module* that looks like one of the disk."""
    for name, call in calls(module.tree):
        if name in _DISK_CALLS:
            yield ast.unparse(call)


def test_hidden_inputs_are_those_we_know_of() -> None:
    found: dict[str, set[str]] = {}
    for name, module in modules().items():
        room = "cli" if module.room == "cli" else name
        found[room] = found.get(room, set()) | uses(module)
    assert {name: used for name, used in found.items() if used} == EXPECTED


def test_the_disk_is_touched_in_the_yard_and_the_hall_only() -> None:
    found = {module.room for module in modules().values() if list(walk_disk(module))}
    assert found == DISK


def test_nothing_is_written_as_this_machine_or_this_run_would() -> None:
    """The hash of a text changes with each run, a date in words with the locale, a naive date with
    the zone of the machine.
    """
    faults = []
    for module in modules().values():
        for name, call in calls(module.tree):
            alone = len(call.args) + len(call.keywords)
            bad = (
                (name in ("hash", "id") and isinstance(call.func, ast.Name))
                or name == "strftime"
                or (name == "astimezone" and alone == 0)
                or (name == "fromtimestamp" and alone < 2)
                or (name in ("read_text", "write_text") and "encoding" not in _keywords(call))
            )
            if bad and (module.name, ast.unparse(call)) not in _HARMLESS:
                faults.append(f"{module.name}:{call.lineno}: {ast.unparse(call)}")
    assert faults == []


# Finds bytes again that do not depend on it, while the value is held.
_HARMLESS = {("fingerprint", "id(value)")}


def _keywords(call: ast.Call) -> set[str | None]:
    return {keyword.arg for keyword in call.keywords}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import time\ntime.time()", {"time.time"}),
        ("from time import time as t\nt()", {"time.time"}),
        ("import datetime as dt\ndt.datetime.now(dt.UTC)", {"datetime.datetime.now"}),
        ("from datetime import date\ndate.today()", {"datetime.date.today"}),
        ("import os\nos.environ['TZ']", {"os.environ"}),
        ("import os\nos.environ.get('TZ')", {"os.environ.get"}),
        ("from os import environ\nenviron.items()", {"os.environ"}),
        ("import locale\nlocale.setlocale(0)", {"locale.setlocale"}),
        (
            "import importlib.metadata\nimportlib.metadata.version('a')",
            {"importlib.metadata.version"},
        ),
        ("from pathlib import Path\nPath('a').cwd\nPath.cwd()", {"pathlib.Path.cwd"}),
        ("import datetime as dt\ndt.datetime.fromisoformat('a')", set()),
        ("timeless = 1\ntimeless.time", set()),
    ],
)
def test_the_check_bites(source: str, found: set[str]) -> None:
    assert uses(module_of(source)) == found
