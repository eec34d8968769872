"""Gift codes: 80 bits, computed from the gift's reference and SECRET_KEY; none is stored.

The database has a keyed hash to find the gift by. After a change of SECRET_KEY leave the old key in
SECRET_KEY_FALLBACKS while codes made with it are unredeemed.
"""

import base64
import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.text.normalization import normalize

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, which are easily misread
BASE32_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 16  # letters of 5 bits
GROUP = 4
TO_OURS = str.maketrans(BASE32_ALPHABET, ALPHABET)
LOOK_ALIKES = str.maketrans("ILOU", "110V")


def made_from(reference: uuid.UUID, *, key: str = "") -> str:
    """Return the code of the gift with this purchase reference."""
    secret = key or settings.SECRET_KEY
    signature = salted_hmac("gift code", reference.hex, secret=secret, algorithm="sha256")
    letters = base64.b32encode(signature.digest()).decode()
    return letters[:LENGTH].translate(TO_OURS)


def mac(code: str, *, key: str = "") -> str:
    """Return the hash of a code that the database stores."""
    secret = key or settings.SECRET_KEY
    return salted_hmac("gift code kept", code, secret=secret, algorithm="sha256").hexdigest()


def macs(code: str) -> list[str]:
    return [mac(code, key=key) for key in _keys()]


def recover(reference: uuid.UUID, saved: str) -> str:
    """Return the code with this hash, whichever key made it; "" if that key is gone."""
    for key in _keys():
        code = made_from(reference, key=key)
        if constant_time_compare(mac(code, key=key), saved):
            return code
    return ""


def normal(entered: str) -> str:
    """Return the code without spaces and dashes, in capitals, with misread letters replaced."""
    characters = (char for char in normalize("NFKC", entered).upper() if char.isalnum())
    return "".join(characters).translate(LOOK_ALIKES)


def is_whole(code: str) -> bool:
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def printed(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
