"""Tests that search finds words in every script as people type them, on both databases."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.reader import Reader
from articles.models import Column
from articles.search import index
from articles.search.backends import search_desk
from articles.search.terms import fold, for_index, prefix_terms, terms
from tests.articles.printing import print_column
from tests.cast import NOON


@pytest.fixture
def one(noon: None, db: None) -> None:
    """Use the database at NOON."""


def slugs_for(query: str) -> list[str]:
    return [column.slug for column in index.find(terms(query), Reader(), at=NOON, limit=50)]


def desk_slugs_for(query: str) -> list[str]:
    return list(
        Column.objects.filter(pk__in=search_desk(prefix_terms(query))).values_list(
            "slug", flat=True
        )
    )


FOUND = [
    ("Łódź", "lodz"),
    ("Lodz", "łódź"),
    ("Ørsted", "orsted"),
    ("Ærø", "aero"),
    ("Aero", "ærø"),
    ("Đorđe", "dorde"),
    ("Þór", "thor"),
    ("Işık", "isik"),
    ("Işık", "ışık"),
    ("Œuvre", "oeuvre"),
    ("Ħamrun", "hamrun"),
    ("Ŧest", "test"),
    ("Đà Nẵng", "da nang"),
    ("Straße", "strasse"),
    ("İstanbul", "istanbul"),
    ("Zoë", "zoe"),
    ("हिन्दी", "हिन्दी"),
    ("O’Connor", "oconnor"),
    ("O’Connor", "o'connor"),
    ("O'Connor", "OConnor"),
    ("The U.S. alone", "us"),
    ("The U.S. alone", "u.s."),
    ("AT&T rings", "att"),
    ("A sharp e-mail", "email"),
    ("日本経済の未来", "経済"),
    ("日本経済の未来", "日本"),
    ("日本経済の未来", "未来"),
    ("日本経済の未来", "日本経済"),
    ("日本経済の未来", "来"),
    ("日本経済の未来", "済"),
    ("東京オリンピック開催", "オリンピック"),
    ("東京オリンピック開催", "ｵﾘﾝﾋﾟｯｸ"),
    ("人工知能改變世界", "改變"),
    ("AI時代の仕事", "AI"),
    ("AI時代の仕事", "ai時代"),
    ("AI時代の仕事", "AI時"),
    ("경제의 미래", "경제"),
    ("ภาษาไทยวันนี้", "ไทย"),
    ("ภาษาไทยวันนี้", "วันนี้"),
    ("ἀρετή", "αρετη"),
    ("שָׁלוֹם", "שלום"),
    ("مُحَمَّد", "محمد"),
    # Arabic and Persian keyboards, tatweel, right-to-left marks
    ("علي والكتاب", "علی"),
    ("علی و کتاب", "علي"),
    ("علی و کتاب", "كتاب"),
    ("على الكتاب", "علي"),
    ("أحمد إبراهيم", "احمد"),
    ("أحمد إبراهيم", "ابراهيم"),
    ("احمد", "أحمد"),
    ("آسيا", "اسيا"),
    ("ٱلسلام", "السلام"),
    ("المدينة", "المدينه"),
    ("المدینه", "المدينة"),
    ("مـــحـــمـــد", "محمد"),
    ("محمد", "مـحـمـد"),
    ("\u200fمحمد\u200f اليوم", "محمد"),
    ("خانۀ ما", "خانه"),
    ("یہ بات", "يه"),
    ("می\u200cخواهم بنویسم", "میخواهم"),
    ("می\u200cخواهم بنویسم", "می خواهم"),
    ("می\u200cخواهم بنویسم", "می\u200cخواهم"),
    # Digits
    ("Die 14 Punkte", "۱۴"),
    ("نقطه ۱۴", "14"),
    ("النقطة ١٤", "14"),
    ("النقطة ١٤", "۱۴"),
    ("बिंदु १४", "14"),
    ("ข้อ ๑๔", "14"),
    ("１４ points", "14"),
    # Apostrophes
    ("Hawaiʻi votes", "hawaii"),
    ("Hawaiʻi votes", "hawai'i"),
    ("Hawaii votes", "hawaiʻi"),
    ("Hawai‘i votes", "Hawai’i"),
    ("ʻŌlelo Hawaiʻi", "olelo"),
    ("ʻŌlelo Hawaiʻi", "'olelo"),
    ("The Qurʾan", "quran"),
    ("The Quran", "Qur'an"),
    ("OConnor", "o'connor"),
    ("O´Connor", "oconnor"),
    ("O`Connor", "o’connor"),
    # Abbreviations
    ("צה״ל ישב", "צהל"),
    ("צה״ל ישב", 'צה"ל'),
    ('צה"ל ישב', "צה״ל"),
    ("צהל ישב", 'צה"ל'),
    ("С.С.С.Р. вчера", "ссср"),
    ("The J.R.R. Tolkien case", "jrr"),
    ("A Ph.D. in rivers", "phd"),
    ("A Ph.D. in rivers", "ph.d."),
    ("A PhD in rivers", "Ph.D."),
    ("The U.S.A. alone", "usa"),
    ("The U.S.A. alone", "U.S.A."),
    ("The USA alone", "U.S.A."),
    ("An M.Phil. and a D.Phil.", "mphil"),
    ("An email", "e-mail"),
]
OTHERS = [
    ("की", "का"),
    ("ガス", "カス"),
    ("ぱん", "はん"),
    ("がか", "かか"),
    ("日本経済の未来", "済経"),
    ("日本経済の未来", "日経"),
    ("경제의 미래", "제경"),
    ("วันนี้", "วันนั้"),
    ("தமிழ்", "தமுழ்"),
    ("Give us rivers", "U.S."),
    ("کہا", "کھا"),
    ("کتاب ۱۵", "14"),
]


@pytest.mark.promise("A search finds a word whatever keyboard wrote it", section="columns")
@pytest.mark.promise("Words are found in every script, on both databases", section="columns")
@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(("headline", "query"), FOUND)
def test_it_is_found_by_readers_and_at_the_desk(headline: str, query: str) -> None:
    print_column("one", headline=headline)
    assert slugs_for(query) == ["one"]
    assert desk_slugs_for(query) == ["one"]


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(("headline", "query"), OTHERS)
def test_another_word_is_not_found(headline: str, query: str) -> None:
    print_column("one", headline=headline)
    assert slugs_for(query) == []
    assert slugs_for(headline) == ["one"]


@pytest.mark.usefixtures("one")
def test_the_longest_text_of_different_pairs_is_indexed() -> None:
    text = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(200_000))
    print_column("long", headline="Long", body=f"<p>Opening.</p><p>{text}</p>", wall="free")
    assert slugs_for("opening") == ["long"]
    assert slugs_for(text[:3]) == ["long"]


CJK = st.text(alphabet="日本経済の未来がガ경제ไทย", min_size=2, max_size=30)


@given(CJK, st.data())
@settings(max_examples=200, deadline=None)
@pytest.mark.slow
def test_every_part_of_a_sentence_without_blanks_is_in_its_index(
    sentence: str, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(0, len(sentence) - 2))
    end = data.draw(st.integers(begin + 2, len(sentence)))
    requested, remaining = fold(sentence[begin:end]), for_index(sentence).split()
    assert any(
        remaining[position : position + len(requested)] == requested
        for position in range(len(remaining))
    )


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
@pytest.mark.slow
def test_folding_gives_only_letters_and_figures(text: str) -> None:
    for word in fold(text):
        assert word.isalnum()
