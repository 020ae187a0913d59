"""Files of other trackers: one module per format, each reads a file into an Arrival; `formats` knows them all."""
