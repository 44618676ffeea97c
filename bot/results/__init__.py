"""Result pages, portfolio pages, the sample, their files, owner's copies and exported data over HTTP."""
