"""The contract's conformance list (8.2), as tests that run on a bench and on standalone alike."""
