"""The desk's listed words, in every script."""

import pytest

from comments.threads.screening import first_listed


@pytest.mark.promise("Listed words are found in text without spaces", section="comments")
@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("混蛋", "你真是个混蛋吧"),
        ("混蛋", "混蛋！"),
        ("ばか", "おまえはばかだ"),
        ("바보", "너는바보야"),
        ("łajdak", "ty lajdak"),
        ("lajdak", "TY ŁAJDAK!"),
        ("scheiße", "SCHEISSE"),
        ("ควาย", "เธอเป็นควายมาก"),
        ("idiot", "你真是个idiot吧"),
        ("ガス", "ｶﾞｽ"),
        ("का", "का नहीं"),
        ("two words", "say two   words here"),
    ],
)
def test_a_comment_with_a_watch_word_is_held(listed: str, text: str) -> None:
    assert first_listed(text, f"other\n{listed}\n") == listed


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("ばか", "はかまいり"),
        ("का", "की"),
        ("ass", "a class of its own"),
        ("蛋混", "你真是个混蛋吧"),
        ("바보", "너는 바 보"),
        ("한", ""),
    ],
)
def test_similar_words_are_not_held(listed: str, text: str) -> None:
    assert first_listed(text, listed) == ""


@pytest.mark.promise(
    "Watch words are found in lookalike letters, digits and signs", section="comments"
)
@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("idiot", "what an 1d1ot"),
        ("idiot", "1diot!"),
        ("idiot", "|diot"),
        ("kill", "k1ll"),
        ("kill", "ki11"),
        ("idiot", "\u0456\u0488d\u0456ot"),  # Cyrillic letters, one with a combining sign
        ("idiot", "id\u0456\u0308\u0489ot"),
        ("idiot", "\U0001f178\U0001f173\U0001f178\U0001f17e\U0001f183"),  # squared
        ("idiot", "\U0001f158diot"),
        ("idiot", "\U0001f138diot"),
        ("idiot", "idi\u0e50t"),
        ("idiot", "idi\u3007t"),
        ("idiot", "\u0268di\u00f8t"),
        ("casino", "c4s1n0"),
        ("casino", "c@\u20acasino c@$ino"),
        ("lajdak", "\u0142ajdak"),
        *(
            ("casino", disguised)
            for disguised in (
                *("cas-ino", "c.a.s.i.n.o", "cas_ino", "cas*ino", "cas–ino", "cas/1no"),
                *("caslno", "ca$lno", "c a s i n o", "cas\u02b9ino"),
            )
        ),
        *(("idiot", disguised) for disguised in ("ldiot", "idlot", "id-iot", "id-lot")),
        *(("kill", disguised) for disguised in ("kllI", "klll", "ki-ll", "kIll", "kiIl", "kiII")),
        ("viagra", "vlagra"),
        ("bitch", "bltch"),
        ("co-op", "co-op"),
        ("bit coin", "bit-coin"),
        ("\u0438\u0434\u0438\u043e\u0442", "\u0438\u0434\u0438\u043e\u0442"),
    ],
)
def test_a_disguised_watch_word_is_held(listed: str, text: str) -> None:
    assert first_listed(text, listed) == listed


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("ass", "on page 455 of 1,455"),
        ("sos", "505 or 5.0.5"),
        ("fail", "in the fall"),
        ("failing", "falling leaves"),
        ("toiling", "tolling bells"),
        ("fiat", "a flat tyre"),
        ("wait", "Walt said so"),
        ("iamb", "a lamb"),
        ("diet", "delete it"),
        ("hell", "he’ll and he'll"),
        ("shell", "she’ll go"),
        ("ill", "I’ll go"),
        ("were", "we're here"),
        ("ass", "as-yet unknown, a classic; as soon"),
        ("rapist", "a therapist"),
        ("therapist", "the rapist"),
        ("sos", "so so"),
        ("casino", "cas ino"),
        ("worid", "in the wor ld"),
        ("bill", "her name is B1ly"),
        ("\u0915\u093e", "\u0915\u0940 1"),
    ],
)
def test_numbers_and_other_words_do_not_match_watch_words(listed: str, text: str) -> None:
    assert first_listed(text, listed) == ""
