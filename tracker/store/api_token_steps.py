"""The schema of personal tokens: hashes only, with what each may do and until when."""

API_TOKEN_STEPS = {
    "0010_api_token": """
CREATE TABLE api_token (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  token_id text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  label text NOT NULL,
  scopes text NOT NULL,
  created_at {instant},
  ends_at {instant},
  last_used_at text,
  PRIMARY KEY (client_id, token_id)
){clustered};
""",
}
