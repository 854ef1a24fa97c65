"""The evaluation of spam removal: spam from a vocabulary of its own, genuine lines, fixtures of hiding, and figures."""
