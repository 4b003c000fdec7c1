"""Bytes of a draft → text: what Word, mail programs and old machines write."""

import codecs
import re

# By what a file opens with; all of them look like text to a careless decoder, RTF the most.
_FORMATS = (
    (b"PK\x03\x04", "Word or OpenDocument (.docx, .odt)", "Word ou OpenDocument (.docx, .odt)"),
    (b"\xd0\xcf\x11\xe0", "Word (.doc)", "Word (.doc)"),
    (b"{\\rtf", "RTF", "RTF"),
    (b"%PDF", "PDF", "PDF"),
)
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f]")
# `surrogateescape` turns the byte 0xE9 that is not UTF-8 into U+DCE9.
_STRAY_BYTES = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


class DraftEncodingError(ValueError):
    """The file is not a text that can be read. `str()` says why in English, `french` in French."""

    def __init__(self, english: str, french: str) -> None:
        super().__init__(english)
        self.french = french


def decode_draft(data: bytes) -> str:
    r"""Return the text of a draft, whatever wrote it, its lines ended by `\n`, without controls.

    UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252. A UTF-8 text in which a few
    bytes are Windows-1252 (a paragraph pasted by a mail program) is read as both. Form feeds,
    vertical tabs (Word's manual line break) and Unicode's line separators end a line.

    Raises `DraftEncodingError` for binary data and word-processor files.
    """
    for signature, english, french in _FORMATS:
        if data.startswith(signature):
            raise DraftEncodingError(
                f"this is a {english} file: save it as plain text",
                f"c’est un fichier {french} : enregistrez-le en texte brut",
            )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _utf_16(data)
    else:
        text = _utf_8_or_windows_1252(data.removeprefix(codecs.BOM_UTF8))
    controls = _CONTROLS.findall(text)
    # A stray control character is a scar of conversion; NUL, or one character in twenty, is not.
    if "\x00" in controls or (len(controls) > 3 and len(controls) * 20 > len(text)):
        raise DraftEncodingError(
            "this is not text: it holds binary data, or UTF-16 without its byte order mark",
            "ce n’est pas du texte : données binaires, ou UTF-16 sans indicateur d’ordre",
        )
    return without_controls(text)


def without_controls(text: str) -> str:
    r"""Return *text* with `\n` as the only line end and no other control character than tab."""
    one_end = _LINE_ENDS.sub("\n", text.replace("\u2029", "\n\n"))
    return _CONTROLS.sub("", one_end)


def _utf_16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise DraftEncodingError(
            f"this UTF-16 text is damaged at byte {error.start}",
            f"ce texte UTF-16 est abîmé à l’octet {error.start}",
        ) from error


def _utf_8_or_windows_1252(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    stray = len(_STRAY_BYTES.findall(text))
    if not stray:
        return text
    sound = len(_NOT_ASCII.findall(text)) - stray
    try:
        if stray > sound:
            return data.decode("cp1252")
        return _STRAY_BYTES.sub(
            lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252"), text
        )
    except UnicodeDecodeError as error:
        raise DraftEncodingError(
            "this text is neither UTF-8 nor UTF-16 nor Windows-1252: save it as UTF-8",
            "ce texte n’est ni en UTF-8, ni en UTF-16, ni en Windows-1252 : "
            "enregistrez-le en UTF-8",
        ) from error
