"""What the models of both generations share.

Attributes have the names of Open API 2026-01. Where 2022-01 has another name for a field, its own
model gives that field the other name on the wire.
"""
