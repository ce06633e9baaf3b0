"""How circles are told apart where they have no name: a letter and a hue each."""

HUES = 12


def letter(number: int) -> str:
    """A, B … Z, AA, AB …"""
    name = ""
    while number >= 0:
        name = chr(ord("A") + number % 26) + name
        number = number // 26 - 1
    return name
