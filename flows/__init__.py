"""The conversation engine. It is pure: values in, values out, without I/O, clock or randomness."""
