"""The schema of originals: what an imported value read in the file it came from."""

ORIGINAL_STEPS = {
    "0006_original": """
CREATE TABLE entry_original (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  entry_id text NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  scale text NOT NULL,
  PRIMARY KEY (client_id, entry_id, field)
){clustered};
""",
}
