"""Small programs that do the same assessment as Radap in the way of the libraries that they are made with.

They run in an environment of their own (dependency group `bench`) and share nothing but the questionnaire.
"""
