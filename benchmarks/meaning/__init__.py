"""How the numbers in knowledge/words/ were made: from sentences to word vectors and what reads them in order."""
