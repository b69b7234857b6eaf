"""The endpoints as 2026-01 has them: from arguments to calls."""
