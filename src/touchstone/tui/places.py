"""The app's main screens: their names, which are also its modes, and what each is for."""

PLACES = {
    "runs": "what was judged, and what is going on",
    "rubrics": "search, read, edit and approve",
    "models": "what is here, and what it needs",
}
"""In the order of their keys: 1, 2, 3."""
