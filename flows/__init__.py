"""The conversation itself, pure: values in, values out, without input, output, clock or chance."""
