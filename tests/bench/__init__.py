"""The benchmark: Radap and its peers, measured in one run by `make bench`."""
