"""Settings, credentials and the data files that come with Radap."""
