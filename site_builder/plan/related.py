"""Which articles go with an article: those that share its companies and its tags."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from site_builder.catalogue import Catalogue, Group
from site_builder.items import Article

# A company says more about an article than a tag does.
_COMPANY, _TAG = 3, 1
# Neighbours looked at in each list, on each side: the search does not grow with the archive.
_NEAR = 8
MOST = 3


def related(catalogue: Catalogue) -> Mapping[str, tuple[Article, ...]]:
    """Return, by source, the articles that go best with each article, the best first.

    One point a shared tag, three a shared company; the nearest in time among equals. Its
    neighbours in time are left out: they are on its page anyway.
    """
    scores: dict[str, Counter[str]] = defaultdict(Counter)
    _count(catalogue.companies, _COMPANY, scores)
    _count(catalogue.tags, _TAG, scores)
    place = {article.source: number for number, article in enumerate(catalogue.articles)}
    found: dict[str, tuple[Article, ...]] = {}
    for number, article in enumerate(catalogue.articles):

        def rank(source: str, here: int = number) -> tuple[int, int, int]:
            there = place[source]
            return -scores[catalogue.articles[here].source][source], abs(there - here), there

        others = [s for s in scores[article.source] if abs(place[s] - number) > 1]
        best = sorted(others, key=rank)[:MOST]
        found[article.source] = tuple(catalogue.articles[place[s]] for s in best)
    return found


def _count(groups: Iterable[Group], points: int, scores: Mapping[str, Counter[str]]) -> None:
    """Add *points* to every pair of articles that are near each other in one of *groups*."""
    for group in groups:
        for number, article in enumerate(group.articles):
            for other in group.articles[number + 1 : number + 1 + _NEAR]:
                scores[article.source][other.source] += points
                scores[other.source][article.source] += points
