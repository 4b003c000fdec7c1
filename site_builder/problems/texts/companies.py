"""Companies: their records, and what articles call them."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "company.name-claimed": Text(
        "error",
        '"{name}" already names {other}',
        "«\u00a0{name}\u00a0» désigne déjà {other}",
        "keep the name or alias in one of the two records",
        "gardez ce nom dans une seule des deux fiches",
    ),
    "company.unknown-parent": Text(
        "warning",
        'the parent company "{name}" has no record{suggestion}',
        "la société mère «\u00a0{name}\u00a0» n’a pas de fiche{suggestion}",
        "write `content/companies/{slug}.md`, or correct the name",
        "écrivez `content/companies/{slug}.md`, ou corrigez le nom",
    ),
    "company.parent-cycle": Text(
        "error",
        "companies that are each other's parent: {cycle}",
        "sociétés mères les unes des autres\u00a0: {cycle}",
        "remove one of the `parent:`",
        "retirez l’un des `parent:`",
    ),
    "company.close-name": Text(
        "warning",
        '"{name}" has no record; did you mean "{near}"?',
        (
            "«\u00a0{name}\u00a0» n’a pas de fiche\u202f; vouliez-vous dire "
            "«\u00a0{near}\u00a0»\u202f?"
        ),
        "correct the name, or write a record for this company",
        "corrigez le nom, ou écrivez la fiche de cette société",
    ),
    "company.product-claimed": Text(
        "warning",
        'the product "{name}" is claimed by {other} already',
        "le produit «\u00a0{name}\u00a0» est déjà revendiqué par {other}",
        "keep it in one of the two records: a mention of it counts for one company",
        "gardez-le dans une seule des deux fiches\u00a0: sa mention compte pour une seule",
    ),
    "company.product-name": Text(
        "warning",
        '"{name}" is a product of {owner}, not a company',
        "«\u00a0{name}\u00a0» est un produit de l’entreprise {owner}, pas une entreprise",
        "write {owner} here; the product needs no entry, its mention counts already",
        "écrivez plutôt {owner}\u202f; le produit n’a rien à faire ici, sa mention compte déjà",
    ),
    "company.undeclared": Text(
        "warning",
        '"{name}" is named {count} times and is not in `companies`',
        "«\u00a0{name}\u00a0» revient {count}\u00a0fois sans figurer dans `companies`",
        "add it if the article is about it",
        "ajoutez-la si l’article parle d’elle",
    ),
    "company.undeclared-title": Text(
        "warning",
        '"{name}" is in the title and not in `companies`',
        "«\u00a0{name}\u00a0» est dans le titre sans figurer dans `companies`",
        "add it, or the article will not be on its page or in its feed",
        "ajoutez-la, sans quoi l’article manquera à son flux et en tête de sa page",
    ),
}
