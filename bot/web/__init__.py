"""Templates, static files, headers and caches of the web pages; the pages about the standard."""
