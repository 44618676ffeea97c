"""Result pages, portfolio pages, the sample, their files and exported data over HTTP."""
