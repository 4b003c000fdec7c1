"""The services that send letters, and the tags each of them replaces for every subscriber."""

from collections.abc import Mapping

from site_builder.values import Value

# Invisible, and of no width: it parts two signs without a trace for the reader.
_WORD_JOINER = "\u2060"


class Service(Value, frozen=True, kw_only=True):
    """How a service spells what it fills in; None where it has no such thing.

    `openers` begin its tags: in the words of an article they must not.
    """

    unsubscribe: str | None = None
    web_version: str | None = None
    first_name: str | None = None
    postal_address: str | None = None
    openers: tuple[str, ...] = ()

    def words(self, text: str) -> str:
        """Return *text* as words: what looks like a tag in it reads the same and is none."""
        for opener in self.openers:
            text = text.replace(opener, f"{opener[0]}{_WORD_JOINER}{opener[1:]}")
        return text

    def address(self, url: str) -> str:
        """Return *url* without anything that the service would fill in."""
        for opener in self.openers:
            spelled = "".join(f"%{ord(sign):02X}" for sign in opener)
            url = url.replace(opener, spelled)
        return url


SERVICES: Mapping[str, Service] = {
    # A server of one's own: nothing is filled in.
    "smtp": Service(),
    # https://help.brevo.com/hc/fr/articles/4402386448530
    "brevo": Service(
        unsubscribe="{{ unsubscribe }}",
        web_version="{{ mirror }}",
        first_name="{{ contact.PRENOM }}",
        openers=("{{", "{%"),
    ),
    # https://documentation.mailjet.com/hc/en-us/articles/360042707434
    "mailjet": Service(
        unsubscribe="[[UNSUB_LINK_FR]]",
        web_version="[[PERMALINK]]",
        first_name='[[data:firstname:""]]',
        openers=("[[", "{{", "{%"),
    ),
    # https://mailchimp.com/help/all-the-merge-tags-cheat-sheet/ (which asks for the address)
    "mailchimp": Service(
        unsubscribe="*|UNSUB|*",
        web_version="*|ARCHIVE|*",
        first_name="*|FNAME|*",
        postal_address="*|LIST:ADDRESSLINE|*",
        openers=("*|",),
    ),
    # https://docs.buttondown.com/template-variables
    "buttondown": Service(
        unsubscribe="{{ unsubscribe_url }}",
        web_version="{{ email_url }}",
        first_name="{{ subscriber.metadata.first_name }}",
        openers=("{{", "{%"),
    ),
}
