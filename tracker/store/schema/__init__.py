"""What the database is made of, as numbered steps."""
