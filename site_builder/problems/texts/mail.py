"""The letter as it is sent."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "config.email-name": Text(
        "error",
        "`{service}` knows no names: nobody would complete this greeting",
        "`{service}` ne connaît pas les noms\u00a0: personne ne compléterait cette formule",
        "write a greeting without a name, or set another `service`",
        "écrivez une formule sans nom, ou choisissez un autre `service`",
    ),
    "email.no-edition": Text(
        "error",
        "there is no edition {number}",
        "il n’y a pas d’édition {number}",
        "the editions are: {known}",
        "les éditions sont\u00a0: {known}",
    ),
    "email.no-editions": Text(
        "error",
        "there is no edition yet",
        "il n’y a pas encore d’édition",
        "make one of the articles not yet sent: `site-builder edition new`",
        "faites-en une des articles à envoyer\u00a0: `site-builder edition new`",
    ),
    "email.no-sender": Text(
        "error",
        "nobody sends the letter",
        "personne n’envoie la lettre",
        "add `from_address` to `[email]`, or `email` to `[publisher]`",
        "ajoutez `from_address` à `[email]`, ou `email` à `[publisher]`",
    ),
    "email.cut": Text(
        "warning",
        "the letter would exceed {limit} KB: summed up are {titles}",
        "la lettre dépasserait {limit} Ko\u00a0: sont réduits à leur résumé {titles}",
        "shorten the edition, or set `max_size` in `[email]`; Gmail shows 102 KB and cuts the rest",
        (
            "raccourcissez l’édition, ou réglez `max_size` dans `[email]`\u00a0; Gmail montre "
            "102 Ko et coupe la suite"
        ),
    ),
    "email.too-big": Text(
        "warning",
        "the letter has {size} KB, more than {limit}, with every article summed up",
        "la lettre pèse {size} Ko, plus que {limit}, tous les articles étant résumés",
        "share its articles between two editions",
        "répartissez ses articles entre deux éditions",
    ),
    "email.no-server": Text(
        "error",
        "no mail server is set",
        "aucun serveur de courrier n’est indiqué",
        "set SITE_BUILDER_SMTP_HOST in the environment, then try again",
        "définissez SITE_BUILDER_SMTP_HOST dans l’environnement, puis recommencez",
    ),
    "email.setting": Text(
        "error",
        '{name} cannot be "{value}"',
        "{name} ne peut pas être «\u00a0{value}\u00a0»",
        "expected: {expected}",
        "valeurs admises\u00a0: {expected}",
    ),
    "email.address": Text(
        "error",
        '"{address}" is not one e-mail address',
        "«\u00a0{address}\u00a0» n’est pas une adresse électronique, et une seule",
        "a test goes to one person, like redaction@example.org",
        "un essai s’envoie à une personne, par exemple redaction@example.org",
    ),
    "email.unreachable": Text(
        "error",
        "the mail server {server} cannot be reached: {why}",
        "le serveur de courrier {server} est injoignable\u00a0: {why_fr}",
        "check SITE_BUILDER_SMTP_HOST, SITE_BUILDER_SMTP_PORT, and the connection",
        "vérifiez SITE_BUILDER_SMTP_HOST, SITE_BUILDER_SMTP_PORT et la connexion",
    ),
    "email.certificate": Text(
        "error",
        "the mail server {server} cannot be trusted: {reason}",
        "le serveur de courrier {server} n’est pas digne de confiance\u00a0: {reason}",
        "check SITE_BUILDER_SMTP_HOST: its certificate must bear this name and be vouched for",
        (
            "vérifiez SITE_BUILDER_SMTP_HOST\u00a0: son certificat doit porter ce nom et être "
            "garanti par une autorité"
        ),
    ),
    "email.no-security": Text(
        "error",
        "the mail server {server} offers no safe connection: {reason}",
        "le serveur de courrier {server} n’offre pas de connexion sûre\u00a0: {reason}",
        "ask its owner, or set SITE_BUILDER_SMTP_SECURITY to tls, or to none on your own machine",
        (
            "voyez avec son exploitant, ou donnez à SITE_BUILDER_SMTP_SECURITY la valeur tls, ou "
            "none sur votre propre machine"
        ),
    ),
    "email.login": Text(
        "error",
        "the mail server {server} refuses this user: {reason}",
        "le serveur de courrier {server} refuse cet utilisateur\u00a0: {reason}",
        "check SITE_BUILDER_SMTP_USER and SITE_BUILDER_SMTP_PASSWORD",
        "vérifiez SITE_BUILDER_SMTP_USER et SITE_BUILDER_SMTP_PASSWORD",
    ),
    "email.refused": Text(
        "error",
        "the mail server {server} refuses the letter: {reason}",
        "le serveur de courrier {server} refuse la lettre\u00a0: {reason}",
        "read its reason above: often the sender, `from_address`, is not one it knows",
        "lisez sa raison ci-dessus\u00a0: souvent il ne connaît pas l’expéditeur, `from_address`",
    ),
}
