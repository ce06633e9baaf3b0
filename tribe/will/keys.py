"""Secrets as words that people write down (SLIP-0039), and the age keys that they stand for."""

from collections.abc import Sequence
from secrets import token_bytes

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyrage import IdentityError, RecipientError, x25519
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from tribe.will.errors import WillError

KEY_SIZE = 16  # bytes of a member's key, which are twenty words
SECRET_SIZE = 32  # bytes of what is split, of which each share is 33 words
PURPOSE = b"tribe will key 1"
_AGE = "age-secret-key-"
_CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # of Bech32
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def new_words() -> str:
    """A key of one's own that nobody has had before, as twenty words."""
    ((words,),) = generate_mnemonics(1, [(1, 1)], token_bytes(KEY_SIZE), iteration_exponent=0)
    return str(words)


def identity_of(said: str) -> x25519.Identity:
    """The age key of twenty words, or of an age key as age itself writes it; raises WillError."""
    if said.strip().lower().startswith(_AGE):
        try:
            return x25519.Identity.from_str(said.strip().upper())
        except IdentityError as error:
            raise WillError("this is no key of age, or is mistyped") from error
    share = share_of(said)
    if share.member_threshold != 1 or len(share.value) != KEY_SIZE:
        raise WillError("these words are a share, and no key")
    key = combine([share.mnemonic()])
    return age_identity(HKDF(SHA256(), SECRET_SIZE, salt=None, info=PURPOSE).derive(key))


def public_key(said: str) -> str:
    """The public key of a key; raises WillError."""
    return str(identity_of(said).to_public())


def recipient_of(key: str) -> x25519.Recipient:
    """Whom a public key of age stands for; raises WillError."""
    try:
        return x25519.Recipient.from_str(key.strip())
    except RecipientError as error:
        raise WillError("this is no public key of age") from error


def split(secret: bytes, *, threshold: int, count: int) -> list[str]:
    """Shares of a secret as words, of which so many give it back and fewer tell nothing of it."""
    (shares,) = generate_mnemonics(1, [(threshold, count)], secret, iteration_exponent=0)
    return list(shares)


def combine(shares: Sequence[str]) -> bytes:
    """The secret of its shares, just as many as are needed; raises WillError."""
    try:
        return bytes(combine_mnemonics(shares))
    except MnemonicError as error:
        raise WillError("these shares do not give a secret together") from error


def share_of(said: str) -> Share:
    """What words say; raises WillError where a word is mistyped, left out or in another place."""
    words = said.lower().split()
    try:
        return Share.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise WillError(_what_is_wrong(words)) from error


def _what_is_wrong(words: list[str]) -> str:
    for number, word in enumerate(words, 1):
        try:
            Share.from_mnemonic(word)
        except MnemonicError as error:
            if "Invalid mnemonic word" in str(error):
                return f"word {number} is none of the list: it is mistyped"
    if len(words) not in (20, 33):
        return f"these are {len(words)} words; a key has 20, and a share 33"
    return "a word is another one, or stands in another place: please compare them one by one"


def age_identity(secret: bytes) -> x25519.Identity:
    """The key of age that 32 bytes are."""
    return x25519.Identity.from_str(_bech32(_AGE, secret).upper())


def _bech32(prefix: str, content: bytes) -> str:
    """BIP 173, in which age writes its keys."""
    bits = "".join(f"{byte:08b}" for byte in content)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    checksum = _polymod([*spread, *values, *[0] * 6]) ^ 1
    values += [(checksum >> 5 * (5 - place)) & 31 for place in range(6)]
    return prefix + "1" + "".join(_CHARACTERS[value] for value in values)


def _polymod(values: Sequence[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            checksum ^= generator if (top >> bit) & 1 else 0
    return checksum
