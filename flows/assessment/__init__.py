"""The assessment as a state machine."""
