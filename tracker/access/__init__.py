"""Access: signing in, sessions, consent and share links. Pages, routes and the command line come through here."""
