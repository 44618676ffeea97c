"""Small programs that run the same assessment as Radap, each in the idiom of its library.

They run in an environment of their own (dependency group `bench`) and share nothing but the questionnaire.
"""
