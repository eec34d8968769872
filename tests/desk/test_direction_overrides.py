"""Characters that turn round the text after them are refused in every short text of the desk."""

from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from accounts.text.validators import refuse_direction_overrides
from articles.forms.photos import WordsForm
from articles.models import Column
from tests.cast import MakeColumn, Person
from tests.desk.filling import filled

pytestmark = pytest.mark.slow

REFUSED = "reverses the text after it"
OVERRIDES = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.promise("No short text of the desk contains direction overrides", section="desk")
@pytest.mark.parametrize("override", OVERRIDES, ids=ascii)
@pytest.mark.parametrize("name", ["headline", "standfirst", "kicker", "dateline", "seo_title"])
def test_a_column_with_an_override_is_refused(
    name: str, override: str, editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(headline="As it was")
    url = reverse("admin:articles_column_change", args=[column.pk])
    response = editor.client.post(url, {**filled(column), name: f"a{override}b"})
    assert REFUSED in response.content.decode()
    assert Column.objects.get().version == column.version


def test_marks_of_right_to_left_texts_are_allowed(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    url = reverse("admin:articles_column_change", args=[column.pk])
    headline = "\u200fשלום\u200e C++\u061c e\u00adx"
    assert editor.client.post(url, filled(column, headline=headline)).status_code == 302
    assert Column.objects.get().headline.strip("\u200f") == headline.strip("\u200f")


def test_every_form_of_the_desk_refuses_them(publisher: Person, rf: RequestFactory) -> None:
    request: Any = rf.get("/")
    request.user = publisher.user
    seen, allowed = 0, []
    for model_admin in admin.site._registry.values():
        for each in (
            model_admin,
            *(make(model_admin.model, admin.site) for make in model_admin.inlines),
        ):
            for field in each.model._meta.get_fields():
                if not getattr(field, "editable", False):
                    continue
                form_field = each.formfield_for_dbfield(field, request)
                if type(form_field) is not forms.CharField:
                    continue
                seen += 1
                if refuse_direction_overrides not in form_field.validators:
                    allowed.append((each, field.name))
    assert seen > 50
    assert allowed == []


def test_texts_of_uploaded_photos_refuse_them() -> None:
    form = WordsForm({"alt": "a\u202eb", "caption": "\u2067c", "credit": "d"})
    assert sorted(form.errors) == ["alt", "caption"]
