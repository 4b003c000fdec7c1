"""Why a site was not published, in the words of the catalogue of problems."""

from pathlib import Path

from site_builder.manifest import OutputError
from site_builder.problems import Problem, problem
from site_builder.publish import Reason, Refusal

_WHY_NOT = {
    Reason.ROOT: ("it is the root of the disk", "c’est la racine du disque"),
    Reason.HOME: (
        "it is or holds a home folder",
        "c’est un dossier personnel ou il en contient un",
    ),
    Reason.PROTECTED: ("it holds the site's own files", "il contient les fichiers du site"),
    Reason.INSIDE_SOURCES: (
        "it lies among the site's own files",
        "il se trouve parmi les fichiers du site",
    ),
    Reason.NOT_A_FOLDER: ("it is not a folder", "ce n’est pas un dossier"),
    Reason.MOUNT_POINT: ("a disk is mounted here", "un disque y est monté"),
    Reason.SPARE_NOT_OURS: (
        "the hidden folder beside it is not ours",
        "le dossier caché à côté de lui n’est pas à nous",
    ),
}


def explain_refusal(refusal: Refusal, output: Path) -> Problem:
    """Return why the site was not published, for the editor."""
    where = str(refusal.path)
    match refusal.reason:
        case Reason.NOT_OURS:
            return problem("publish.not-ours", where)
        case Reason.FOREIGN_FILE | Reason.FOREIGN_FOLDER:
            return problem("publish.in-the-way", where, path=output.name)
        case reason:
            english, french = _WHY_NOT[reason]
            return problem("publish.protected", where, reason=english, reason_fr=french)


def disk_problem(error: OutputError) -> Problem:
    """Return what the disk said, for the editor."""
    reason = error.error.strerror or str(error.error)
    return problem("publish.failed", str(error.path), reason=reason)
