"""A later version of the app: this one, with what an update may bring to the schema."""

from tracker.store.schema import steps

# By the rule of docs/deploy.md: what is new may be left out by those who do not know it, and nothing goes away.
LATER = """
CREATE TABLE added_later (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  number integer NOT NULL,
  PRIMARY KEY (client_id, number)
){clustered};
ALTER TABLE account ADD COLUMN added_later text;
ALTER TABLE web_session ADD COLUMN added_later text;
ALTER TABLE share_link ADD COLUMN added_later text;
ALTER TABLE client ADD COLUMN added_later text;
ALTER TABLE check_in ADD COLUMN added_later integer NOT NULL DEFAULT 0;
ALTER TABLE entry_history ADD COLUMN added_later text;
ALTER TABLE red_flag_answers ADD COLUMN added_later text;
ALTER TABLE audit ADD COLUMN added_later text;
CREATE INDEX check_in_later ON check_in (client_id, added_later);
"""

steps.STEPS["9998_later"] = LATER
