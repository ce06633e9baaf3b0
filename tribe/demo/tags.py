"""The tags of the demo's topics: what their titles name, in either language."""

import regex

from tribe.base.text import fold

MOST = 3
# A tag, and the beginnings of words that it is given for, without accents.
WORDS = {
    "bread": ("bread", "loaf", "miche", "batard", "fougasse", "pain", "tourte", "boule"),
    "leaven": ("leaven", "starter", "levain", "bocal"),
    "flour": ("flour", "spelt", "einkorn", "farine", "epeautre"),
    "rye": ("rye", "seigle"),
    "oven": ("oven", "four", "sole"),
    "hello": ("hello", "bonjour", "presente"),
    "grain": ("grain", "wheat", "ble", "semence", "seed"),
    "repair": ("repair", "mend", "repare", "recoudre"),
}


def tags_of_title(title: str) -> list[str]:
    """What a title names."""
    words = regex.findall(r"\p{L}+", fold(title))
    found = [
        tag
        for tag, beginnings in WORDS.items()
        if any(word == one or word == f"{one}s" for word in words for one in beginnings)
    ]
    return found[:MOST]
