"""Personal tokens of a record: given and ended by the person whose record it is."""

from tracker.domain.api_token import ApiToken
from tracker.errors import InvalidEntry
from tracker.record.access import RecordNoun

MOST_TOKENS = 20
TOO_MANY = f"There are {MOST_TOKENS} tokens already: end one that you no longer use first."


class ApiTokens(RecordNoun):
    """The personal tokens' part of the record."""

    def all(self) -> tuple[ApiToken, ...]:
        """Return the tokens of the record, latest first; raises OwnRecordOnly."""
        self._access.require_own()
        return self._store.api_tokens.all(self._client_id)

    def add(self, token: ApiToken, token_hash: str) -> None:
        """Keep a new token under its hash; raises InvalidEntry when there are many already."""
        self._access.give(lambda: self._add(token, token_hash))

    def _add(self, token: ApiToken, token_hash: str) -> None:
        if len(self._store.api_tokens.all(self._client_id)) >= MOST_TOKENS:
            raise InvalidEntry("label", TOO_MANY)
        self._store.api_tokens.add(token, token_hash)
        self._access.note("token made", token.token_id)

    def end(self, token_id: str) -> bool:
        """End a token at once; return whether there was one."""
        return self._access.end(
            "token ended", token_id, lambda: self._store.api_tokens.end(self._client_id, token_id)
        )
