"""The endpoints as 2022-01 has them: from arguments to calls."""
