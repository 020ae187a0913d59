"""Personal tokens of a record: given and ended by the person whose record it is."""

from tracker.domain.api_token import ApiToken
from tracker.errors import InvalidEntry
from tracker.record.access import Access

MOST_TOKENS = 20
TOO_MANY = f"There are {MOST_TOKENS} tokens already: end one that you no longer use first."


class ApiTokens(Access):
    """The personal tokens' part of the record."""

    def api_tokens(self) -> tuple[ApiToken, ...]:
        """Return the tokens of the record, latest first; raises OwnRecordOnly."""
        self._own()
        return self._store.api_tokens.all(self.client_id)

    def give_api_token(self, token: ApiToken, token_hash: str) -> None:
        """Keep a new token under its hash; raises InvalidEntry when there are many already."""
        self._may_keep()
        self._store.in_one_transaction(lambda: self._give_api_token(token, token_hash))

    def _give_api_token(self, token: ApiToken, token_hash: str) -> None:
        if len(self._store.api_tokens.all(self.client_id)) >= MOST_TOKENS:
            raise InvalidEntry("label", TOO_MANY)
        self._store.api_tokens.add(token, token_hash)
        self.note("token made", token.token_id)

    def end_api_token(self, token_id: str) -> bool:
        """End a token at once; return whether there was one."""
        return self._end(
            "token ended", token_id, lambda: self._store.api_tokens.end(self.client_id, token_id)
        )
