"""Verdict words: the six answers a comparison can give, and no others."""

TOO_LITTLE, NO_CLEAR = "too little data", "no clear change"
SOMEWHAT_BETTER, MUCH_BETTER = "somewhat better", "much better"
SOMEWHAT_WORSE, MUCH_WORSE = "somewhat worse", "much worse"
VERDICTS = (TOO_LITTLE, NO_CLEAR, SOMEWHAT_BETTER, MUCH_BETTER, SOMEWHAT_WORSE, MUCH_WORSE)
