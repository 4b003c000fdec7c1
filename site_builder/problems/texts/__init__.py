"""The texts of every problem, in English and French, by code; one module a family.

A code is for ever. `{name}` stands for a parameter given where the problem is found.
"""

from site_builder.problems.text import Text
from site_builder.problems.texts import (
    advice,
    companies,
    configuration,
    drafts,
    editions,
    files,
    front_matter,
    images,
    items,
    mail,
    markup,
    privacy,
    publishing,
    search,
    serving,
    templates,
)

__all__ = ["TEXTS", "Text"]

TEXTS: dict[str, Text] = {
    **files.TEXTS,
    **front_matter.TEXTS,
    **configuration.TEXTS,
    **images.TEXTS,
    **items.TEXTS,
    **companies.TEXTS,
    **editions.TEXTS,
    **mail.TEXTS,
    **markup.TEXTS,
    **templates.TEXTS,
    **publishing.TEXTS,
    **drafts.TEXTS,
    **search.TEXTS,
    **privacy.TEXTS,
    **serving.TEXTS,
    **advice.TEXTS,
}
