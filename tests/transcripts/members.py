"""The members of the transcripts' group, by the names that the platforms show."""

SOMCHAI, MALEE = "สมชาย", "มาลี"
NUMBERS = {"": 1, SOMCHAI: 1, MALEE: 2}
