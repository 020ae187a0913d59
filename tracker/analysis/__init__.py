"""Analysis: frame in, frozen result out."""
