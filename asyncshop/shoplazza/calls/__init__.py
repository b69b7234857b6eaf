"""The endpoints that both generations have alike: from arguments to calls."""
