"""Making one of two companies or people, with all that hangs on them, and two again within thirty days."""
