"""Turn a plain-text draft, as a newsroom receives it, into an article that needs no retyping.

    text = decode_draft(path.read_bytes())                  # DraftEncodingError: not a text
    draft = read_draft(text, {"Meta": "Meta", "Facebook": "Meta"})
    file = article_source(draft, date="2023-07-19", id="tag:octet.example,2023-07-19:llama-2")
    for finding in draft.findings:                          # recognised, dropped, to check
        print(finding.line, describe(finding.kind, "fr"), finding.text)

Pure functions, no disk. The words of the draft are the words of the title and the body, in the
same order, save what findings of kind `Kind.DROPPED` name.
"""

from site_builder.drafts.decoding import DraftEncodingError, decode_draft
from site_builder.drafts.findings import Finding, Kind, describe
from site_builder.drafts.reading import Draft, read_draft
from site_builder.drafts.source import article_source, yaml_list, yaml_text

__all__ = [
    "Draft",
    "DraftEncodingError",
    "Finding",
    "Kind",
    "article_source",
    "decode_draft",
    "describe",
    "read_draft",
    "yaml_list",
    "yaml_text",
]
