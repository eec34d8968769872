"""What nobody sees helps no listed word past the moderators; what scripts and emoji need stays in what is shown."""

from collections.abc import Callable

import pytest

from comments.threads import plain_text, screening

LISTED = "viagra\nmore money"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e\u034f\u180e\u2063\ufe0f\ufe00\u115f\u3164\uffa0\u20dd"


@pytest.mark.promise("Invisible characters do not hide listed words", section="comments")
@pytest.mark.parametrize("unseen", [*UNSEEN, "\U000e0061", "\U000e0101", "\u200d\u200d\u200c"])
@pytest.mark.parametrize("clean", [str, plain_text.cleaned])
def test_a_listed_word_with_something_unseen_in_it(unseen: str, clean: Callable[[str], str]) -> None:
    assert screening.first_listed(clean(f"Buy vi{unseen}agra now"), LISTED) == "viagra"
    assert screening.first_listed(clean(f"much m{unseen}ore mon{unseen}ey"), LISTED) == "more money"
    assert screening.first_listed("viagra", f"vi{unseen}agra")


@pytest.mark.parametrize("text", ["via gra", "a viagrant", "vi-agra"])
def test_other_words_stay_other_words(text: str) -> None:
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
    ],
)
def test_joiners_stay_where_they_mean_something(text: str) -> None:
    assert plain_text.cleaned(text) == text


@pytest.mark.parametrize("text", ["vi\u200dagra", "\u200dviagra", "vi\u200c\u200dagra", "v\u0301\u200diagra"])
def test_joiners_go_where_they_mean_nothing(text: str) -> None:
    assert not {"\u200c", "\u200d"} & set(plain_text.cleaned(text))
