"""Result pages, portfolio pages, their files, owner's copies and exported data over HTTP."""
