"""Records in Redis: their keys, codecs, encryption and the store."""
