"""Verdict words: the answers a comparison can give, and no others."""

TOO_LITTLE, NO_CLEAR = "too little data", "no clear change"
SOMEWHAT_BETTER, MUCH_BETTER = "somewhat better", "much better"
SOMEWHAT_WORSE, MUCH_WORSE = "somewhat worse", "much worse"
LIKE_A_FLARE = "cannot be told from a flare"
LIKE_A_WEEKDAY = "cannot be told from the weekday"
LIKE_EACH_OTHER = "cannot be told from one another"
CALLED = (SOMEWHAT_BETTER, MUCH_BETTER, SOMEWHAT_WORSE, MUCH_WORSE)
CANNOT_TELL = (LIKE_A_FLARE, LIKE_A_WEEKDAY, LIKE_EACH_OTHER)
VERDICTS = (TOO_LITTLE, NO_CLEAR, *CALLED, *CANNOT_TELL)
