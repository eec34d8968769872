import re
from typing import Any

from django.db import migrations

MARK = re.compile(r'data-photo="([0-9]{1,17})"')
AT_ONCE = 500


def note_places(apps: Any, schema_editor: Any) -> None:
    """Texts that were saved before places were kept."""
    photos = set(apps.get_model("articles", "Photo").objects.values_list("pk", flat=True))
    place = apps.get_model("articles", "PhotoPlace")
    for name, key in (("ColumnText", "column"), ("Page", "page")):
        texts = apps.get_model("articles", name).objects.filter(body__contains="data-photo=")
        for pk, body in texts.values_list("pk", "body").iterator(chunk_size=AT_ONCE):
            shown = {int(each) for each in MARK.findall(body)} & photos
            rows = [place(photo_id=photo, **{f"{key}_id": pk}) for photo in sorted(shown)]
            place.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_photo_library")]

    operations = [migrations.RunPython(note_places, migrations.RunPython.noop)]
