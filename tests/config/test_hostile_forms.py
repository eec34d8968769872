"""Forms as no browser sends them: a field error or 400, never a 500, at the site and at the
desk.
"""

import re
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from desk.apps import MAX_ROWS
from tests.cast import MakeColumn, Person

pytestmark = pytest.mark.slow

BOUNDARY = "multipart/form-data; boundary=b"
BODIES = {
    "over-long head": (BOUNDARY, b"--b\r\n" + b"x: y\r\n" * 2000 + b"\r\n\r\n--b--\r\n"),
    "over-long line": (
        BOUNDARY,
        b"--b\r\nContent-Disposition: form-data; name=" + b"x" * 5000 + b"\r\n\r\n1\r\n--b--\r\n",
    ),
    "no boundary": ("multipart/form-data", b"--b\r\n\r\n--b--"),
    "invalid boundary": ("multipart/form-data; boundary=\x01", b"--b--"),
    "long boundary": ("multipart/form-data; boundary=" + "b" * 300, b"--b--"),
    "bad base64": (
        BOUNDARY,
        (
            b"--b\r\nContent-Disposition: form-data; name=text\r\nContent-Transfer-Encoding:"
            b" base64\r\n\r\nA\r\n--b--\r\n"
        ),
    ),
    "cut off": (BOUNDARY, b"--b\r\nContent-Disposition: form-data; name=text"),
    "unknown charset": (f"{BOUNDARY}; charset=nothing", b"--b--"),
}
PAGES = (
    "/story-ideas/",
    "/comments/notice/",
    "/donate/",
    "/accounts/login/",
    "/accounts/signup/",
    "/newsletters/",
)
HOSTILE = ("//evil.example/", "İ²", "a\x00", "9" * 30, "9" * 5000)

OWN_APPS = {
    "accounts",
    "articles",
    "comments",
    "desk",
    "newsletters",
    "submissions",
    "subscriptions",
}
# Text fields without a limit of their own, and why they need none.
WITHOUT_LIMIT = {
    "website": "a honeypot, of which nobody reads more than whether it is empty",
    "name": "display_names.checked() and AddPasskeyForm limit it with sentences of their own",
    **dict.fromkeys(("username", "code", "credential", "password"), "django-allauth checks it"),
    **dict.fromkeys(("password1", "password2"), "a validator of passwords limits it"),
}


def _form_classes(base: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
    own = {each for each in base.__subclasses__() if each.__module__.split(".")[0] in OWN_APPS}
    return own.union(*(_form_classes(each) for each in base.__subclasses__()))


def test_every_text_field_has_a_limit() -> None:
    unlimited = {
        (form.__name__, name)
        for form in _form_classes(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
        and field.max_length is None
        and not hasattr(field, "longest")
        and name not in WITHOUT_LIMIT
    }
    assert unlimited == set()


@pytest.mark.django_db
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("path", PAGES)
def test_a_broken_body_is_no_error_of_ours(path: str, body: str) -> None:
    kind, data = BODIES[body]
    client = Client(raise_request_exception=False)
    assert client.generic("POST", path, data, content_type=kind).status_code < 500


@pytest.mark.django_db
def test_a_broken_body_at_the_desk(publisher: Person, make_column: MakeColumn) -> None:
    publisher.client.raise_request_exception = False
    path = reverse("admin:articles_column_change", args=[make_column().pk])
    for kind, data in BODIES.values():
        assert publisher.client.generic("POST", path, data, content_type=kind).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["text", "column", "email", "page", "consent", "website"])
def test_a_file_where_a_field_is_expected(name: str) -> None:
    body = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="a.txt"\r\n\r\nwords\r\n'
        '--b\r\nContent-Disposition: form-data; name="file_1"\r\n\r\nwords\r\n--b--\r\n'
    )
    client = Client(raise_request_exception=False)
    assert (
        client.generic("POST", "/story-ideas/", body.encode(), content_type=BOUNDARY).status_code
        < 500
    )


def fields_of(html: str) -> list[str]:
    return list(
        dict.fromkeys(re.findall(r'<(?:input|select|textarea)[^>]*?\sname="([^"]+)"', html))
    )


@pytest.mark.promise("No value breaks a desk form", section="hostile")
@pytest.mark.django_db
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_breaks_a_form_of_the_desk(
    value: str, admin_client: Any, make_column: MakeColumn
) -> None:
    """Every form there is, every field of it, those of inline rows and the management form's
    included.
    """
    column = make_column()
    admin_client.raise_request_exception = False
    requested = 0
    for model in admin.site._registry:
        key = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = column if model is type(column) else model._default_manager.first()
        for path in [
            reverse(f"{key}_add"),
            *([reverse(f"{key}_change", args=[row.pk])] if row else []),
        ]:
            page = admin_client.get(path)
            if page.status_code != 200:
                continue
            names = fields_of(page.content.decode())
            rows = {name.replace("__prefix__", "0"): value for name in names}
            management = {
                name: "1" for name in names if name.endswith(("TOTAL_FORMS", "INITIAL_FORMS"))
            }
            for data in (rows, {**rows, **management}):
                answer = admin_client.post(path, data)
                requested += 1
                assert answer.status_code < 500, (path, value)
    assert requested > 20


@pytest.mark.promise("A forged number of formset rows does not block a worker", section="hostile")
@pytest.mark.django_db
@pytest.mark.parametrize("number", ["201", "1000", "9" * 30])
@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("/admin/articles/column/add/", "bylines"),
        ("/admin/articles/column/add/", "corrections"),
        ("/admin/articles/column/add/", "related"),
        ("/admin/newsletters/issue/add/", "issue_columns"),
        ("/admin/subscriptions/institution/add/", "networks"),
    ],
)
def test_a_made_up_number_of_rows_is_limited(
    admin_client: Client, path: str, prefix: str, number: str
) -> None:
    names = fields_of(admin_client.get(path).content.decode())
    management = {name: "0" for name in names if name.endswith(("TOTAL_FORMS", "INITIAL_FORMS"))}
    assert f"{prefix}-TOTAL_FORMS" in management
    answer = admin_client.post(path, {**management, f"{prefix}-TOTAL_FORMS": number})
    part = next(
        part.formset
        for part in answer.context["inline_admin_formsets"]
        if part.formset.prefix == prefix
    )
    assert len(part.forms) == 2 * MAX_ROWS
    assert part.non_form_errors() == ["Please submit at most 100 forms."]


@pytest.mark.django_db
@pytest.mark.parametrize("value", HOSTILE)
def test_no_parameter_breaks_a_list_or_an_answer_of_the_desk(value: str, admin_client: Any) -> None:
    admin_client.raise_request_exception = False
    query = {
        "app_label": "articles",
        "model_name": "byline",
        "field_name": "columnist",
        "term": value,
        "page": value,
    }
    assert admin_client.get(reverse("admin:autocomplete"), query).status_code < 500
    for name in ("app_label", "model_name", "field_name"):
        assert (
            admin_client.get(reverse("admin:autocomplete"), {**query, name: value}).status_code
            < 500
        )
    for model in admin.site._registry:
        key = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for name in ("q", "p", "o", "id__exact", "pk__in", "e"):
            assert (
                admin_client.get(reverse(f"{key}_changelist"), {name: value}).status_code < 500
            ), (key, name, value)
