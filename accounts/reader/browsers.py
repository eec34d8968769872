"""Readable browser names from the User-Agent header: "Firefox on Linux"."""

# The first match counts: most browsers also contain "Chrome" or "Safari".
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


def describe_browser(signature: str) -> str:
    browser = next((name for mark, name in BROWSERS if mark in signature), "")
    system = next((name for mark, name in SYSTEMS if mark in signature), "")
    if system:
        return f"{browser or 'A browser'} on {system}"
    return browser or "A browser that we don’t know"
