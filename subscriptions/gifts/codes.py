"""The codes of gifts: 80 bits, made from the gift's reference with the site's secret key, so that none is ever kept.

The database has a keyed hash to find the gift by. Who changes SECRET_KEY keeps the old one in SECRET_KEY_FALLBACKS for
as long as codes that were made with it are out.
"""

import base64
import unicodedata
import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: they are read as something else
BASE32_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 16  # letters of 5 bits
GROUP = 4
TO_OURS = str.maketrans(BASE32_ALPHABET, ALPHABET)
LOOK_ALIKES = str.maketrans("ILOU", "110V")


def made_from(reference: uuid.UUID, *, key: str = "") -> str:
    """The code of the gift that was bought under this reference."""
    digest = salted_hmac("gift code", reference.hex, secret=key or settings.SECRET_KEY, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:LENGTH].translate(TO_OURS)


def mac(code: str, *, key: str = "") -> str:
    """What the database keeps of a code."""
    return salted_hmac("gift code kept", code, secret=key or settings.SECRET_KEY, algorithm="sha256").hexdigest()


def macs(code: str) -> list[str]:
    """Under the present key and the former ones."""
    return [mac(code, key=key) for key in _keys()]


def recover(reference: uuid.UUID, saved: str) -> str:
    """The code whose hash is kept, whichever key made it; empty where that key is gone."""
    codes = [(made_from(reference, key=key), key) for key in _keys()]
    return next((code for code, key in codes if constant_time_compare(mac(code, key=key), saved)), "")


def normal(entered: str) -> str:
    """As it was made, whatever the case, the spaces and dashes, and letters that look like others."""
    emails = (char for char in unicodedata.normalize("NFKC", entered).upper() if char.isalnum())
    return "".join(emails).translate(LOOK_ALIKES)


def is_whole(code: str) -> bool:
    """Whether it has the form of a code; everybody may know this much."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def printed(code: str) -> str:
    """ "7K3M-0QAB-..." """
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
