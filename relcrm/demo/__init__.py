"""The demo company: a believable year of a firm in Treviso that sells lifting machines; loaded and removed whole."""
