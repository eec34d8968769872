"""What nobody sees helps no listed word past the moderators; what scripts and emoji need stays in
what is shown.
"""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from accounts.text.validators import refuse_invisible
from articles.text import reader_text
from comments.threads import screening

LISTED = "viagra\nmore money"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e\u034f\u180e\u2063\ufe0f\ufe00\u115f\u3164\uffa0\u20dd"


@pytest.mark.promise("Invisible characters do not hide listed words", section="comments")
@pytest.mark.parametrize("unseen", [*UNSEEN, "\U000e0061", "\U000e0101", "\u200d\u200d\u200c"])
@pytest.mark.parametrize("clean", [str, reader_text.cleaned])
def test_a_watch_word_with_invisible_characters_is_found(
    unseen: str, clean: Callable[[str], str]
) -> None:
    assert screening.first_listed(clean(f"Buy vi{unseen}agra now"), LISTED) == "viagra"
    assert screening.first_listed(clean(f"much m{unseen}ore mon{unseen}ey"), LISTED) == "more money"
    assert screening.first_listed("viagra", f"vi{unseen}agra")


@pytest.mark.parametrize("text", ["via gra", "a viagrant", "vi, agra"])
def test_invisible_characters_do_not_make_other_words_match(text: str) -> None:
    assert not screening.first_listed(text, LISTED)


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f469\u200d\U0001f469\u200d\U0001f467",  # a family
        "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire
        "\U0001f44b\U0001f3fd\u200d\u2642\ufe0f",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "\u0915\u094d\u200d\u0937",  # Hindi, half a letter
        "\u0d28\u0d4d\u200d",  # Malayalam
        # the flag of England
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "Up \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Scotland",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
        * 2,  # Wales, twice
        "\U0001f3f4\U000e0075\U000e0073\U000e0074\U000e0078\U000e007f",  # Texas
        "\U0001f3f4\u200d\u2620\ufe0f",  # a pirate's
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001fae9 \U0001fac6",  # of Unicode 16
    ],
)
def test_joiners_stay_in_scripts_and_emoji_that_need_them(text: str) -> None:
    assert reader_text.cleaned(text) == text


@pytest.mark.parametrize(
    "text", ["vi\u200dagra", "\u200dviagra", "vi\u200c\u200dagra", "v\u0301\u200diagra"]
)
def test_joiners_are_removed_from_other_scripts(text: str) -> None:
    assert not {"\u200c", "\u200d"} & set(reader_text.cleaned(text))


FLAG, TAG, END = "\U0001f3f4", "\U000e0067", "\U000e007f"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"vote{TAG}s", "votes"),
        (f"{TAG * 5}{END}votes", "votes"),
        (f"{FLAG}{TAG}{END} one tag is no region", f"{FLAG} one tag is no region"),
        (f"{FLAG}{TAG * 5} without its end", f"{FLAG} without its end"),
        (f"{FLAG}{TAG * 40}{END} a hidden message", f"{FLAG} a hidden message"),
        (f"\U0001f600{TAG * 5}{END} on another emoji", "\U0001f600 on another emoji"),
        ("\U000e0001\U000e0065\U000e006e language tags", " language tags"),
        ("\u0645\u06cc\u200c\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
    ],
)
def test_stray_tags_and_doubled_joiners_go(text: str, left: str) -> None:
    assert reader_text.cleaned(text) == left.strip()


def test_a_name_may_hold_a_flag() -> None:
    refuse_invisible(f"Rhys {FLAG}\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073{END}")
    with pytest.raises(ValidationError):
        refuse_invisible(f"Rhys{TAG}")


@pytest.mark.parametrize("blank", "\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u180e\u034f\ufffc")
def test_letters_that_show_nothing_are_removed(blank: str) -> None:
    assert reader_text.cleaned(f"{blank}a{blank} b {blank}") == "a b"
    with pytest.raises(ValidationError):
        refuse_invisible(f"Rosa Quill{blank}")


def test_braille_keeps_its_empty_cell() -> None:
    assert reader_text.cleaned("\u280b\u2800\u2817") == "\u280b\u2800\u2817"
