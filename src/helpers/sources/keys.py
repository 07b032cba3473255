"""Keys of live sources: where they are kept, and how they are kept out of everything else."""

from __future__ import annotations

import base64
import html
import logging
import os
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote

from helpers.errors import NoSourceKeyError, SourceKeyError

KEYRING = "ktrade"  # the name of the service under which a keyring keeps the keys
HIDDEN = "***"


class Key:
    """A secret that shows itself only when asked for.

    Examples
    --------
    >>> key = Key("made+up")
    >>> key, str(key), key.reveal()
    (Key(***), 'Key(***)', 'made+up')
    >>> key.scrub("GET /x?serviceKey=made%2Bup")
    'GET /x?serviceKey=***'
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return f"Key({HIDDEN})"

    def reveal(self) -> str:
        """Give the key itself, for the one request that needs it."""
        return self._text

    def scrub(self, text: str) -> str:
        """Give a text without the key, plain or as an address writes it."""
        for form in self._forms():
            text = text.replace(form, HIDDEN)
        return text

    def scrub_bytes(self, body: bytes) -> bytes:
        """Give bytes without the key."""
        for form in self._forms():
            body = body.replace(form.encode(), HIDDEN.encode())
        return body

    def _forms(self) -> list[str]:
        """List the ways in which a server may write the key back, the longest first."""
        plain = self._text
        forms = {plain, plain.upper(), plain.lower(), plain.replace("/", "\\/")}
        forms |= {quote(plain, safe=""), quote(plain), quote_plus(plain), html.escape(plain)}
        forms |= {quote(form, safe="") for form in forms}
        forms |= {re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), form) for form in forms}
        forms |= {"".join(f"%{byte:02x}" for byte in plain.encode()), plain.encode().hex()}
        forms |= {form.upper() for form in forms if form.startswith("%")}
        forms |= _in_base64(plain.encode())
        return sorted((form for form in forms if form), key=len, reverse=True)


def _in_base64(key: bytes) -> set[str]:
    """Give the signs of base64 that a key leaves in any longer text, whatever stands around it."""
    forms = set()
    for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
        for before in range(3):  # three bytes make four signs
            whole = encode(bytes(before) + key).decode().rstrip("=")
            first = -(-before * 8 // 6)
            forms.add(whole[first : (before + len(key)) * 8 // 6])
    return forms


class Redaction(logging.Filter):
    """A filter that takes a key out of whatever a library logs."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self.key = key

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without the key."""
        said = record.getMessage()
        clean = self.key.scrub(said)
        if clean != said:
            record.msg, record.args = clean, ()
        return True


def find(source: str, variable: str) -> Key | None:
    """Find a key: in the environment variable, else in the keyring if one is installed.

    A key with a percent sign is taken in its encoded form and decoded, as the portal shows both.

    Parameters
    ----------
    source : str
        The source, for the message.
    variable : str
        The environment variable, and the name under which the keyring holds the key for the
        service "ktrade".

    Returns
    -------
    Key or None
        None when there is no key at all.

    Raises
    ------
    SourceKeyError
        When a key is there but holds a space or a sign that no key has.
    """
    text = os.environ.get(variable, "").strip() or _from_keyring(variable)
    if not text:
        return None
    if not re.fullmatch(r"[!-~]{8,512}", text):
        raise SourceKeyError(
            source,
            f"the key in {variable} is not 8 to 512 plain signs without a space",
            "copy it again from the source's own page",
        )
    return Key(unquote(text) if "%" in text else text)


def require(source: str, variable: str) -> Key:
    """Find a key as `find` does, and refuse to go on without one.

    Raises
    ------
    NoSourceKeyError
        When there is none.
    SourceKeyError
        As `find`.
    """
    key = find(source, variable)
    if key is None:
        raise NoSourceKeyError(
            source,
            f"no key: the environment variable {variable} is empty and no keyring holds it",
            f"set {variable}, or run: keyring set {KEYRING} {variable}",
        )
    return key


def _from_keyring(variable: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:  # a keyring is a convenience, never a need
        return ""
    ask: Callable[[str, str], str | None] = keyring.get_password
    try:
        return (ask(KEYRING, variable) or "").strip()
    except KeyringError as error:
        log.info("the keyring cannot be read: %s", type(error).__name__)
        return ""


log = logging.getLogger(__name__)
