"""One form for what is typed: however a name, a password or a code is spelled, its guesses are counted together."""

import string
import sys
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.practice import PASSWORD
from tracker.access import passwords, sign_in
from tracker.access.one_use_codes import invite, invited_role
from tracker.access.passwords import hash_of, matches
from tracker.access.sharing import GUESSES_PER_LINK, consent, make_share, open_share
from tracker.access.sign_in import PER_ACCOUNT, actor_of, sign_up
from tracker.access.tokens import canonical_code, new_code
from tracker.domain.account import LONGEST_PASSWORD_BYTES, Account, canonical_username, username_key
from tracker.domain.client import Role
from tracker.domain.share_link import ShareLink
from tracker.errors import InvalidEntry, ShareGone, SignInRefused, TooManyAttempts
from tracker.record import OPERATOR
from tracker.store.store import Store

LETTERS = string.ascii_lowercase + string.digits + "._-"
EVERY_LETTER = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point <= 0xDFFF]
# Around a name, and within it: spaces of every kind, and characters that nobody sees.
UNSEEN = [
    "",
    " ",
    "\t",
    "\n",
    "\xa0",
    "\u3000",
    "\u2009",
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\xad",
    "\u202e",
    "\x85",
    "\x00",
]
USERNAME = "ana-1.b_z9"


def spellings() -> dict[str, list[str]]:
    """Each letter of a username, and every single character anywhere in Unicode that comes to it."""
    found: dict[str, list[str]] = defaultdict(list)
    for letter in EVERY_LETTER:
        folded = unicodedata.normalize("NFKC", letter).casefold()
        if len(folded) == 1 and folded in LETTERS:
            found[folded].append(letter)
    return found


SPELLINGS = spellings()


@st.composite
def spelled(draw: st.DrawFn, text: str) -> str:
    """A text in other letters of the same meaning, with or without what nobody sees around and in it."""
    unseen = st.sampled_from(UNSEEN)
    letters = [draw(st.sampled_from(SPELLINGS[letter])) for letter in text]
    inside = draw(st.integers(0, len(letters)))
    letters.insert(inside, draw(unseen))
    return draw(unseen) + "".join(letters) + draw(unseen)


def test_there_are_many_spellings_of_each_letter() -> None:
    assert set(SPELLINGS) == set(LETTERS)
    assert min(len(SPELLINGS[letter]) for letter in string.ascii_lowercase) > 5


@settings(max_examples=500, deadline=None)
@given(st.one_of(spelled(USERNAME), st.text(max_size=40)))
def test_what_finds_an_account_is_counted_as_that_account(typed: str) -> None:
    try:
        name = canonical_username(typed)
    except InvalidEntry:
        return  # no account has such a name
    assert sign_in._buckets(username_key(typed), "x", None) == sign_in._buckets(name, "x", None)
    assert username_key(name) == name


def test_each_letter_of_unicode_within_a_name_is_counted_where_it_is_looked_up() -> None:
    for letter in EVERY_LETTER:
        typed = f"{letter}na{letter}"
        try:
            name = canonical_username(typed)
        except InvalidEntry:
            continue
        assert username_key(typed) == name == Account(username=typed, role=Role.CLIENT).username


@pytest.fixture
def ana(store: Store, cheap_passwords: None) -> Account:
    return sign_up(store, USERNAME, PASSWORD)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spelled(USERNAME), min_size=40, max_size=40))
def test_guesses_in_any_letters_are_ten_in_all(store: Store, ana: Account, typed: list[str]) -> None:
    """Each from an address of its own, as a guesser with many would."""
    looked_at, real = [], passwords.matches
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "matches", lambda p, kept: looked_at.append(kept) or real(p, kept))
        for number, name in enumerate(typed):
            with pytest.raises((SignInRefused, TooManyAttempts)):
                sign_in.sign_in(store, name, "not it at all", f"192.0.2.{number}")
    assert looked_at.count(ana.password_hash) <= PER_ACCOUNT
    store.write("DELETE FROM attempts")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spelled("riverandstones"), min_size=15, max_size=15))
def test_guesses_at_a_passphrase_are_counted_by_the_link(
    store: Store, ana: Account, typed: list[str]
) -> None:
    consent(store, actor_of(ana), ana.account_id)
    made = make_share(store, actor_of(ana), ShareLink(client_id=ana.account_id), "another one of stones")
    refusals = []
    for number, passphrase in enumerate(typed):
        with pytest.raises((ShareGone, TooManyAttempts)) as refused:
            open_share(store, made.token, f"192.0.2.{number}", passphrase)
        refusals.append(refused.type)
    assert refusals.count(ShareGone) == GUESSES_PER_LINK


@given(st.text(min_size=8, max_size=60), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_password_is_right_on_every_keyboard(cheap_passwords: None, typed: str, form: str) -> None:
    try:
        kept = hash_of(typed, "ana")
    except (InvalidEntry, UnicodeEncodeError):
        return
    assert matches(unicodedata.normalize(form, typed), kept)  # type: ignore[arg-type]


def test_the_longest_password_is_right_also_where_each_letter_is_typed_in_parts(
    cheap_passwords: None,
) -> None:
    letter = "\u1f97"  # one of three bytes, typed as four
    password = unicodedata.normalize("NFD", letter * (LONGEST_PASSWORD_BYTES // 3))
    assert len(password) > LONGEST_PASSWORD_BYTES
    assert matches(password, hash_of(password, "ana"))


@given(st.data(), st.text("ABCDEFGHJKMNPQRSTUVWXYZ23456789", min_size=20, max_size=20))
@settings(max_examples=200, deadline=None)
def test_a_code_has_one_form(data: st.DataObject, letters: str) -> None:
    code = canonical_code(letters)
    assert canonical_code(code) == code
    typed = "".join(
        data.draw(st.sampled_from(SPELLINGS[letter.lower()])) + data.draw(st.sampled_from(UNSEEN))
        for letter in code
        if letter != "-"
    )
    assert canonical_code(typed) == code


def test_a_code_is_made_in_its_one_form() -> None:
    code = new_code()
    assert canonical_code(code) == code


def test_an_invitation_is_good_on_every_keyboard(store: Store) -> None:
    code = invite(store, OPERATOR, "therapist")
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in code)
    assert invited_role(store, f" {wide.lower()}\u200b") == "therapist"


def test_a_providers_name_of_a_person_is_compared_byte_for_byte(store: Store) -> None:
    """It is the provider's own id, never typed: two spellings are two people."""
    for number, subject in enumerate(("ana", "Ana", "ａna", "ana ", "an\u200ba")):
        made = Account(
            username=f"person{number}", role=Role.CLIENT, oidc_issuer="https://id.test", oidc_subject=subject
        )
        assert store.accounts.add(made)
        assert store.accounts.of_identity("https://id.test", subject) == store.accounts.get(made.account_id)
    assert len({account.oidc_subject for account in store.accounts.all()}) == 5
