"""An edition as it is sent: every address absolute, every word safe from the tags of a service."""

from urllib.parse import quote, urljoin

from msgspec.structs import replace

from site_builder import compose
from site_builder.compose import Desk
from site_builder.issues import Issue
from site_builder.items import Article
from site_builder.look import mail_look
from site_builder.pictures import FEED_WIDTH, IN_MAIL
from site_builder.plan.editions import summary
from site_builder.services import SERVICES, Service
from site_builder.text import excerpt
from site_builder.views import EmailArticle, EmailPage, EmailPicture, Link

# What mail programs show beside the subject, at most.
_PREHEADER = 130


def letter(issue: Issue, sender: str, desk: Desk) -> EmailPage:
    """Return *issue* as it is sent by the address *sender*."""
    config, urls, edition = desk.config, desk.urls, issue.edition
    service = SERVICES[config.email.service]
    path = urls.edition(edition.number)
    editorial, _ = compose.prose(edition.body, edition.source, path, desk)
    web = service.web_version if config.email.web_version == "service" else None
    who = config.publisher or config.author
    return EmailPage(
        language=config.language.removesuffix("-FR"),
        newsletter=service.words(desk.typeset(config.title)),
        description=service.words(desk.typeset(config.description)),
        home=urls.url(urls.home()),
        number=edition.number,
        title=service.words(edition.title),
        date=compose.with_weekday(compose.moment(edition.date), edition.date),
        preheader=service.words(excerpt(summary(issue), _PREHEADER)),
        greeting=_greeting(config.email.greeting, service, desk),
        editorial=compose.outside(editorial, desk) if edition.body.words else None,
        articles=tuple(_article(article, service, desk) for article in issue.articles),
        address=urls.url(path),
        web=web or urls.url(path),
        unsubscribe=service.unsubscribe or config.email.unsubscribe or _by_mail(sender),
        postal=service.postal_address,
        publisher=service.words(desk.typeset(who.name)) if who else None,
        look=mail_look(config.theme),
    )


def _greeting(text: str | None, service: Service, desk: Desk) -> str | None:
    if text is None:
        return None
    parts = (service.words(desk.typeset(part)) if part else "" for part in text.split("{name}"))
    return (desk.config.email.name_tag or service.first_name or "").join(parts)


def _by_mail(address: str) -> str:
    return f"mailto:{quote(address, safe='@')}?subject={quote('Désabonnement')}"


def _article(article: Article, service: Service, desk: Desk) -> EmailArticle:
    path = desk.urls.article(article.slug)
    text, _ = compose.prose(article.body, article.source, path, desk)
    body = replace(compose.outside(text, desk), links=compose.name_links(article, desk))
    full = desk.config.email.articles == "full"
    companies = compose.companies_of(article, desk)
    return EmailArticle(
        title=service.words(article.title),
        url=desk.urls.url(path),
        date=compose.moment(article.date),
        summary=service.words(article.summary),
        authors=tuple(service.words(who.label) for who in compose.signatures(article, desk)),
        companies=tuple(
            Link(label=service.words(c.label), url=desk.urls.root + c.url) for c in companies
        ),
        minutes=article.minutes,
        image=_picture(article, path, service, desk) if full else None,
        body=body if full else None,
    )


def _picture(
    article: Article,
    path: str,
    service: Service,
    desk: Desk,
) -> EmailPicture | None:
    shown, _ = compose.picture(article, path, desk)
    if shown is None:
        return None
    file = desk.album.plain(shown.url, FEED_WIDTH)
    url = file.url if file else urljoin(desk.urls.url(path), shown.url)
    return EmailPicture(
        url=url,
        alt=service.words(shown.alt),
        caption=service.words(shown.caption) if shown.caption else None,
        credit=service.words(shown.credit) if shown.credit else None,
        width=file.width if file else 0,
        height=file.height if file else 0,
        shown=file is not None and url.lower().endswith(IN_MAIL),
    )
