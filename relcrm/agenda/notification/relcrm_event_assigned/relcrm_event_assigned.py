def get_context(context):
    """Add nothing to the context of the message."""
