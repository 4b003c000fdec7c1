"""Which articles go with an article: those that share its companies and its tags."""

from collections.abc import Iterable, Mapping

from site_builder.catalogue import Catalogue, Group
from site_builder.items import Article

# A company says more about an article than a tag does. Neighbours looked at in each list, on each
# side: the search does not grow with the archive.
_COMPANY, _NEAR_BY_COMPANY = 3, 4
_TAG, _NEAR_BY_TAG = 1, 2
MOST = 3


def related(catalogue: Catalogue) -> Mapping[str, tuple[Article, ...]]:
    """Return, by source, the articles that go best with each article, the best first.

    One point a shared tag, three a shared company; the nearest in time among equals. Its
    neighbours in time are left out: they are on its page anyway.
    """
    articles = catalogue.articles
    place = {article.source: number for number, article in enumerate(articles)}
    scores: list[dict[int, int]] = [{} for _ in articles]
    _count(catalogue.companies, place, scores, points=_COMPANY, near=_NEAR_BY_COMPANY)
    _count(catalogue.tags, place, scores, points=_TAG, near=_NEAR_BY_TAG)
    found: dict[str, tuple[Article, ...]] = {}
    for here, (article, scored) in enumerate(zip(articles, scores, strict=True)):
        scored.pop(here - 1, None)
        scored.pop(here + 1, None)
        ranked = sorted(
            [  # a plain test: `abs` is called a quarter of a million times for 10,000 articles
                (-points, there - here if there > here else here - there, there)
                for there, points in scored.items()
            ]
        )
        found[article.source] = tuple([articles[there] for _, _, there in ranked[:MOST]])
    return found


def _count(
    groups: Iterable[Group],
    place: Mapping[str, int],
    scores: list[dict[int, int]],
    *,
    points: int,
    near: int,
) -> None:
    """Add *points* to every two articles that are *near* each other in one of *groups*."""
    for group in groups:
        places = [place[article.source] for article in group.articles]
        for number, one in enumerate(places):
            mine = scores[one]
            for other in places[number + 1 : number + 1 + near]:
                mine[other] = mine.get(other, 0) + points
                theirs = scores[other]
                theirs[one] = theirs.get(one, 0) + points
