"""What an administrator changes without code: kept, seen at the next click, taken back.

The records underneath are the host's own (Custom Field, Property Setter, DocType, Workflow, Custom DocPerm ...).
"""
