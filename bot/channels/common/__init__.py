"""Parts that several channels use."""
