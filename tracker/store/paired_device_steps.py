"""The schema of paired phones: a row is a pairing code's hash until a phone takes it, then that phone's token's."""

PAIRED_DEVICE_STEPS = {
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
