"""Keys of live sources: read from the environment or the keyring, and kept out of every output."""

from __future__ import annotations

import base64
import html
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, quote_plus, unquote

from helpers.errors import NoSourceKeyError, SourceKeyError

KEYRING = "ktrade"  # the service under which a keyring keeps the keys
HIDDEN = "***"
LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry", "requests")


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

    __slots__ = ("_text", "_written")

    def __init__(self, text: str) -> None:
        self._text = text
        written = sorted(_ways_to_write(text), key=len, reverse=True)
        self._written = re.compile("|".join(map(re.escape, written)), re.IGNORECASE)

    def __repr__(self) -> str:
        return f"Key({HIDDEN})"

    def reveal(self) -> str:
        """Return the key itself, for the one request that needs it."""
        return self._text

    def scrub(self, text: str) -> str:
        """Return a text without the key, in whatever way a server may write it back."""
        return self._written.sub(HIDDEN, text)

    @contextmanager
    def kept_from_logs(self) -> Iterator[None]:
        """Take the key out of what the HTTP libraries log within the context."""

        def scrub_record(record: logging.LogRecord) -> bool:
            record.msg, record.args = self.scrub(record.getMessage()), ()
            return True

        for name in LOGGERS:
            logging.getLogger(name).addFilter(scrub_record)
        try:
            yield
        finally:
            for name in LOGGERS:
                logging.getLogger(name).removeFilter(scrub_record)


def _ways_to_write(key: str) -> set[str]:
    """Return a key as addresses, HTML, JSON, hexadecimal and base64 write it; case aside."""
    raw = key.encode()
    ways = {key, key.replace("/", "\\/"), html.escape(key), quote(key), quote_plus(key)}
    ways |= {quote(way, safe="") for way in (key, *ways)}
    ways |= {quote(way, safe="") for way in ways}
    ways |= {raw.hex(), "".join(f"%{byte:02x}" for byte in raw)}
    for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
        for before in range(3):  # in base64 the text before shifts the characters
            encoded = encode(bytes(before) + raw).decode()
            ways.add(encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6])
    return ways


def find(source: str, variable: str) -> Key | None:
    """Return the key in an environment variable, else in the keyring; None where there is none.

    A key with a percent sign is decoded, because the portal shows the encoded form as well.

    Parameters
    ----------
    source : str
        The source, for the message.
    variable : str
        The environment variable, and the name of the key in the keyring.

    Raises
    ------
    SourceKeyError
        When the key has a space or a character that no key has.
    """
    text = os.environ.get(variable, "").strip() or _from_keyring(variable)
    if not text:
        return None
    if not re.fullmatch(r"[!-~]{8,512}", text):
        problem = f"the key in {variable} is not 8 to 512 plain characters without a space"
        raise SourceKeyError(source, problem, "copy it again from the source's own page")
    return Key(unquote(text) if "%" in text else text)


def require(source: str, variable: str) -> Key:
    """Return the key as `find` does.

    Raises
    ------
    NoSourceKeyError
        When there is none.
    """
    key = find(source, variable)
    if key is None:
        problem = f"no key: the environment variable {variable} is empty and no keyring has it"
        remedy = f"set {variable}, or run: keyring set {KEYRING} {variable}"
        raise NoSourceKeyError(source, problem, remedy)
    return key


def _from_keyring(variable: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:  # a keyring is a convenience, never a need
        return ""
    try:
        return (keyring.get_password(KEYRING, variable) or "").strip()
    except KeyringError as error:
        log.info("the keyring cannot be read: %s", type(error).__name__)
        return ""


log = logging.getLogger(__name__)
