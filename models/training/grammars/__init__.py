"""Serial grammars of the states as checked data, and what they say about a text."""
