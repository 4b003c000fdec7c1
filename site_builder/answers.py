"""What other hosts answered, in the words of the catalogue of problems."""

from collections.abc import Iterable, Mapping

from site_builder.outward import OutwardLink
from site_builder.problems import Problem, problem
from site_builder.web import Answer

_WHY = {
    "unknown-host": ("there is no such host", "ce serveur n’existe pas"),
    "timeout": ("no answer in time", "pas de réponse à temps"),
    "refused": ("the host refuses", "le serveur refuse"),
    "certificate": ("its certificate is not valid", "son certificat n’est pas valable"),
    "too-many-moves": ("it is sent from one address to the next", "renvoyé d’adresse en adresse"),
    "other": ("the address or the host is at fault", "l’adresse ou le serveur est en faute"),
}


def link_problems(
    links: Iterable[OutwardLink], answers: Mapping[str, Answer]
) -> tuple[Problem, ...]:
    """Return what is wrong with *links* after *answers*; one problem for all that have none."""
    found: list[Problem] = []
    unasked: list[OutwardLink] = []
    for link in links:
        at = (link.source, link.line, link.column)
        answer = answers.get(link.url)
        if answer is None:
            unasked.append(link)
        elif answer.is_gone:
            found.append(problem("link.dead", *at, target=link.target, status=answer.status))
        elif answer.is_failing:
            why, why_fr = _WHY.get(answer.fault) or (
                f"the host answers {answer.status}",
                f"le serveur répond {answer.status}",
            )
            found.append(
                problem("link.unreachable", *at, target=link.target, why=why, why_fr=why_fr)
            )
        elif answer.moved:
            found.append(problem("link.moved", *at, target=link.target, moved=answer.moved))
    if unasked:
        first = unasked[0]
        at = (first.source, first.line, first.column)
        found.append(problem("link.unasked", *at, count=len(unasked), target=first.target))
    return tuple(found)
