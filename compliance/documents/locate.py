"""Where standards are: beside the installed package, in the checkout, in a folder, in a wheel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path

from compliance.errors import NotFound, Place, Problem, nearest

ENTRY_POINT = "compliance.standards"
STANDARD, POLICY = ".yaml", ".policy.yaml"


@cache
def shipped() -> Path:
    """The folder of the standards that come with the package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "standards"
    return installed if installed.is_dir() else package.parent / "standards"


def roots(folder: Path | None = None) -> Iterator[Path]:
    """Every folder that standards are looked for in: the user's, ours, installed packages'."""
    if folder is not None:
        yield folder
    yield shipped()
    for entry in entry_points(group=ENTRY_POINT):
        yield Path(str(resources.files(entry.module)))


def identifiers(folder: Path | None = None) -> list[str]:
    """The ids of all standards that can be found, sorted; a path below a root is an id."""
    return sorted({
        path.relative_to(root).with_suffix("").as_posix()
        for root in roots(folder)
        for path in root.rglob("*.yaml")
        if is_standard(path)
    })  # fmt: skip


def is_standard(path: Path) -> bool:
    """Whether a file in a folder of standards is one: no vocabulary, policy, manifest or form.

    >>> is_standard(Path("cn/vocabulary.yaml")), is_standard(Path("cn/moe/conditions-2022.yaml"))
    (False, True)
    """
    other = path.stem == "vocabulary" or path.stem.endswith(".policy")
    return not other and path.parent.name not in ("subjects", "coverage", "forms")


def policies(folder: Path | None = None) -> list[str]:
    """The ids of all policies that can be found, sorted."""
    return sorted({
        path.relative_to(root).as_posix().removesuffix(POLICY)
        for root in roots(folder)
        for path in root.rglob(f"*{POLICY}")
    })  # fmt: skip


def locate(
    place: str | Path, folder: Path | None = None, ending: str = STANDARD
) -> tuple[str, Path]:
    """The id and the file of a standard, or of a policy, given by id or by path.

    A file below no known root has its own name as id, and the folders above it are searched
    for what it is based on.

    Raises:
        NotFound: with the nearest known id.
    """
    path = Path(str(place))
    if path.suffix in (".yaml", ".yml"):
        if not _is_file(path):
            raise NotFound(Problem("no-such-file", Place(str(path))))
        resolved = path.resolve()
        for root in roots(folder):
            if resolved.is_relative_to(root.resolve()):
                return _bare(resolved.relative_to(root.resolve()).as_posix(), ending), path
        return _bare(path.name, ending), path
    name = str(place).strip("/")
    for root in roots(folder):
        candidate = root / f"{name}{ending}"
        if _is_file(candidate) and candidate.resolve().is_relative_to(root.resolve()):
            return name, candidate.resolve()
    policy = ending == POLICY
    known = policies(folder) if policy else identifiers(folder)
    raise NotFound(
        Problem(
            "no-such-policy" if policy else "no-such-standard",
            values={
                "id": name,
                "nearest": nearest(name, known) or "—",
                "known": ", ".join(known),
            },
        )
    )


def _bare(name: str, ending: str) -> str:
    return name.removesuffix(ending) if name.endswith(ending) else name.rpartition(".")[0]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # longer than any name, or with characters no name has
        return False


def base_folder(path: Path, base: str) -> Path | None:
    """The folder above a standard's file that holds its base, if one does."""
    return next((up for up in path.resolve().parents if (up / f"{base}.yaml").is_file()), None)
