"""The schema of what a client and a therapist say to each other: keeping a link, questions, replies, own exercises, backup codes."""

THERAPIST_STEPS = {
    "0009_therapist": """
ALTER TABLE share_link ADD COLUMN may_be_kept integer NOT NULL DEFAULT 0;
ALTER TABLE share_link ADD COLUMN questions text;
-- What was kept so far was kept without an end.
UPDATE share_link SET may_be_kept = 1 WHERE kept_by IS NOT NULL;

CREATE TABLE own_plan_item (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  item_id text NOT NULL,
  own_words text NOT NULL,
  hold_s integer,
  repetitions integer,
  days_a_week integer NOT NULL,
  note text,
  written_by text NOT NULL,
  written_at {instant},
  ended_at text,
  PRIMARY KEY (client_id, item_id)
){clustered};

CREATE TABLE remark_reply (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  reply_id text NOT NULL,
  remark_id text NOT NULL,
  words text NOT NULL,
  written_at {instant},
  PRIMARY KEY (client_id, reply_id)
){clustered};

CREATE TABLE backup_code (
  code_hash text NOT NULL PRIMARY KEY,
  account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at {instant},
  used_at text
){clustered};
CREATE INDEX backup_code_account ON backup_code (account_id);
""",
}
