"""How good the data of a company or person are: a score from 0 to 100, what lowers it, and a short list to mend."""
