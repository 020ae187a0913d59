"""The schema of who may see what: accounts, sessions, consent, share links, caseload, audit, tokens, phones."""

ACCESS_STEPS = {
    "0002_access": """
CREATE TABLE account (
  account_id text NOT NULL PRIMARY KEY,
  username text NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('client', 'therapist', 'owner')),
  name text,
  password_hash text,
  oidc_issuer text,
  oidc_subject text,
  totp_secret text,
  totp_step integer NOT NULL,
  disabled_at text,
  created_at {instant},
  UNIQUE (oidc_issuer, oidc_subject)
){clustered};

CREATE TABLE web_session (
  token_hash text NOT NULL PRIMARY KEY,
  session_id text NOT NULL UNIQUE,
  account_id text REFERENCES account ON DELETE CASCADE,
  share_id text,
  created_at {instant},
  seen_at {instant},
  ends_at {instant},
  CHECK ((account_id IS NULL) <> (share_id IS NULL))
){clustered};
CREATE INDEX web_session_account ON web_session (account_id);
CREATE INDEX web_session_share ON web_session (share_id);

CREATE TABLE known_device (
  token_hash text NOT NULL PRIMARY KEY,
  account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at {instant}
){clustered};
CREATE INDEX known_device_account ON known_device (account_id);

CREATE TABLE attempts (
  bucket text NOT NULL PRIMARY KEY,
  count integer NOT NULL,
  until {instant}
){clustered};

CREATE TABLE one_use_code (
  code_hash text NOT NULL PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('invitation', 'recovery')),
  account_id text REFERENCES account ON DELETE CASCADE,
  role text,
  made_by text NOT NULL,
  created_at {instant},
  ends_at {instant},
  used_at text
){clustered};

CREATE TABLE consent (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  given_at {instant},
  consent_id text NOT NULL,
  text_version text NOT NULL,
  withdrawn_at text,
  PRIMARY KEY (client_id, given_at, consent_id)
){clustered};

CREATE TABLE share_link (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  share_id text NOT NULL UNIQUE,
  token_hash text NOT NULL UNIQUE,
  label text,
  fields text NOT NULL,
  first_day text,
  last_day text,
  rolling_days integer,
  passphrase_hash text,
  view_limit integer,
  views integer NOT NULL,
  created_at {instant},
  ends_at {instant},
  revoked_at text,
  kept_by text REFERENCES account ON DELETE SET NULL,
  PRIMARY KEY (client_id, share_id)
){clustered};
CREATE INDEX share_link_kept ON share_link (kept_by);

CREATE TABLE home_plan (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  item_id text NOT NULL,
  exercise_id text NOT NULL,
  hold_s integer,
  repetitions integer,
  days_a_week integer NOT NULL,
  note text,
  written_by text NOT NULL,
  written_at {instant},
  ended_at text,
  PRIMARY KEY (client_id, item_id)
){clustered};

CREATE TABLE remark (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  written_at {instant},
  remark_id text NOT NULL,
  words text NOT NULL,
  written_by text NOT NULL,
  PRIMARY KEY (client_id, written_at, remark_id)
){clustered};

CREATE TABLE audit (
  number integer NOT NULL PRIMARY KEY,
  at {instant},
  actor_id text NOT NULL,
  actor_role text NOT NULL,
  action text NOT NULL,
  client_id text,
  detail text,
  previous_hash text NOT NULL,
  hash text NOT NULL UNIQUE
){strict};
CREATE INDEX audit_client ON audit (client_id, number);

-- Without it, nobody would notice that the latest lines were cut off.
CREATE TABLE audit_end (
  one integer NOT NULL PRIMARY KEY CHECK (one = 1),
  number integer NOT NULL,
  hash text NOT NULL
){strict};
""",
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
    "0012_notice": """
CREATE TABLE notice_choice (
  client_id text NOT NULL PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  place text NOT NULL,
  kinds text,
  zone_name text NOT NULL,
  code_hash text,
  code_ends_at text,
  confirmed_at text,
  next_at text
){clustered};
CREATE INDEX notice_choice_next ON notice_choice (next_at);

CREATE TABLE notice (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  kind text NOT NULL,
  masked_place text NOT NULL,
  off_hash text NOT NULL UNIQUE,
  claimed_at {instant},
  state text NOT NULL CHECK (state IN ('claimed', 'accepted', 'refused')),
  refusal text,
  PRIMARY KEY (client_id, on_date, kind)
){clustered};
""",
    "0011_paired_device": """
CREATE TABLE paired_device (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  device_id text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  made_at {instant},
  name text,
  paired_at text,
  seen_at text,
  PRIMARY KEY (client_id, device_id)
){clustered};
""",
}
