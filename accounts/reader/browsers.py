"""A browser's long signature in words that a reader knows: "Firefox on Linux"."""

# The first that is found counts: nearly every browser also calls itself Chrome or Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def in_words(signature: str) -> str:
    browser = next((name for mark, name in BROWSERS if mark in signature), "")
    system = next((name for mark, name in SYSTEMS if mark in signature), "")
    if system:
        return f"{browser or 'A browser'} on {system}"
    return browser or "A browser that we don’t know"
