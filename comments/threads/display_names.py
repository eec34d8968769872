"""The names that readers choose: nobody may look like somebody else, least of all like the house."""

import re
import unicodedata
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.text_validators import has_address, refuse_invisible
from articles.models import Columnist, Edition
from comments.models import Commenter
from comments.models.commenters import LONGEST_NAME

MOST_MARKS = 2
MARGIN = 4  # times the limit: spaces may make a name this long before it is normalized
SCRIPTS_ALIKE = {
    "LATIN",
    "CYRILLIC",
    "GREEK",
    "ARMENIAN",
    "CHEROKEE",
    "CANADIAN",
    "COPTIC",
    "LISU",
}  # their letters look like one another's
THE_HOUSE = ("admin", "administrator", "moderator", "editor", "editors", "the editor", "staff", "desk", "the desk")
MODERATORS = ("admin", "administrator", "moderator", "moderators")  # as one word among others too
A_FORMER_READER = "a former reader"
WORD = re.compile(r"\w+")
PAIRS = (
    "аa вb еe кk мm нh оo рp сc тt уy хx іi їi јj ѕs ԁd ԛq ԝw һh гr пn ьb ӏl ѵv ѡw ҽe ԍg ғf ҝk ӄk ԑe "  # Cyrillic
    "Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭵi Ꮖi Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꮢr Ꮪs Ꭲt Ꮩv Ꮃw Ꮍy Ꮓz "  # Cherokee
    "ᗩa ᗷb ᑕc ᗞd ᗪd ᗴe ᖴf ᘜg ᕼh ᒍj ᒪl ᗰm ᑎn ᑭp ᖇr ᔕs ᑌu ᐯv ᗯw ᙭x "  # Canadian syllabics
    "ⲁa ⲃb ⲥc ⲉe ⲏh ⲓi ⲕk ⲙm ⲛn ⲟo ⲣp ⲧt ⲩy ⲭx "  # Coptic
    "αa βb γy εe ηn ιi κk μu νv οo ρp σo τt υu χx ωw "  # Greek
    "ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz "  # small capitals
    "ꓮa ꓐb ꓚc ꓓd ꓰe ꓝf ꓖg ꓧh ꓲi ꓙj ꓗk ꓡl ꓟm ꓠn ꓳo ꓑp ꓣr ꓢs ꓔt ꓴu ꓦv ꓪw ꓫx ꓬy ꓜz "  # Lisu
    "ոn օo սu հh տs ցg ɑa ɡg ɩi ıi ǃi ǀl ƨs ƽs ʋv ℓl 0o 1l 3e 5s |l $s !i"  # Armenian, Latin, signs and figures
)
LETTERS_ALIKE = str.maketrans({pair[0]: pair[1] for pair in PAIRS.split()})

TAKEN = "Somebody else here goes by this name, or one that looks like it. Please choose another."
NOT_YOURS = "This name looks like that of somebody who writes or works here. Please choose another."


def key(name: str) -> str:
    """What a name looks like: without accents, spaces and capitals, every lookalike letter as one."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(each for each in letters if not unicodedata.combining(each)).translate(LETTERS_ALIKE)
    found = "".join(each for each in plain if each.isalnum())
    return found.replace("rn", "m").replace("vv", "w").replace("l", "i")


def checked(name: str, user: User) -> str:
    """Return the name as it will be shown; raise ValidationError with a sentence if it is not allowed."""
    _refuse_long(name, MARGIN * LONGEST_NAME)
    refuse_invisible(name)
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    _refuse_long(name, LONGEST_NAME)
    if sum(each.isalpha() for each in name) < 2:
        raise ValidationError("Please use a name with at least two letters.")
    if "@" in name or has_address(name):
        raise ValidationError("Please leave addresses out of your name.")
    _refuse_towers(name)
    _refuse_mixed_scripts(name)
    _refuse_others(name, user)
    return name


def _refuse_long(name: str, most: int) -> None:
    if len(name) > most:
        raise ValidationError(f"Please use at most {LONGEST_NAME} characters; this has {len(name)}.")


def _refuse_towers(name: str) -> None:
    marks = 0
    for letter in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.category(letter).startswith("M") else 0
        if marks > MOST_MARKS:
            raise ValidationError("There are too many accents on one letter of this name.")


def _refuse_mixed_scripts(name: str) -> None:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha()}
    if len(scripts & SCRIPTS_ALIKE) > 1:
        raise ValidationError("Please write your name in one alphabet: its letters look like those of another.")


def _refuse_others(name: str, user: User) -> None:
    wanted = key(name)
    house = {key(each) for each in (*THE_HOUSE, settings.SITE_NAME, A_FORMER_READER)}
    if wanted in house or wanted in _names_of_others(user) or _says_whose(name, user):
        raise ValidationError(NOT_YOURS)
    if Commenter.objects.filter(name_key=wanted).exclude(user=user).exists():
        raise ValidationError(TAKEN)


def _says_whose(name: str, user: User) -> bool:
    """“The moderator”, “Ada Lovelace (columnist)”, “Standfirst team”: a name of the house with something beside it."""
    words = f" {_words(name)} "
    named = [each for each in (*MODERATORS, *_own_names_of_others(user)) if each in MODERATORS or " " in each.strip()]
    return words.startswith(f" {_words(settings.SITE_NAME)} ") or any(f" {_words(each)} " in words for each in named)


def _words(name: str) -> str:
    return " ".join(key(word) for word in WORD.findall(name))


def _names_of_others(user: User) -> set[str]:
    return {key(each) for each in _own_names_of_others(user)}


def _own_names_of_others(user: User) -> list[str]:
    """Columnists' and staff's own names are theirs."""
    columnists = Columnist.objects.exclude(user=user).values_list("name", flat=True)
    staff = User.objects.filter(is_staff=True).exclude(pk=user.pk).exclude(name="").values_list("name", flat=True)
    return [*columnists, *staff]


def suggested(user: User) -> str:
    """A columnist's own name, else none: a reader's account name may be more than they want to show."""
    return Columnist.objects.filter(user=user).values_list("name", flat=True).first() or ""


def introduce(user: User, name: str, *, at: datetime) -> Commenter:
    """The reader's public side, made with the first comment; a ValidationError for a name that cannot be theirs."""
    known = Commenter.of(user)
    if known is not None:
        return known
    name = checked(name, user)
    try:
        with transaction.atomic():
            return Commenter.objects.create(user=user, name=name, name_key=key(name), made_at=at)
    except IntegrityError:
        known = Commenter.of(user)  # the same reader in another tab
        if known is None:
            raise ValidationError(TAKEN) from None
        return known


@transaction.atomic
def rename(commenter: Commenter, name: str) -> None:
    """`name` has been checked. It changes beside everything that the reader has written, on every kept page too."""
    commenter.name, commenter.name_key = name, key(name)
    try:
        with transaction.atomic():
            commenter.save()
    except IntegrityError:
        raise ValidationError(TAKEN) from None
    Edition.turn()
