"""Reads the files of tables that people send: workbooks in a process of their own, texts in this one."""
