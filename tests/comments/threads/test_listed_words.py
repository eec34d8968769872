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
def test_a_listed_word_waits(listed: str, text: str) -> None:
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
def test_other_words_go_on(listed: str, text: str) -> None:
    assert first_listed(text, listed) == ""
