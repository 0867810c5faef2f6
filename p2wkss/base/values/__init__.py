"""What a written number or day stands for; the one reader of forms, filters, the back office and every import.

A value is understood or refused with a sentence, never guessed: `1.234` in a field with decimals is asked, because it
may be a thousand times what was meant. Nothing here knows a field, a model or a request.
"""

from p2wkss.base.values.dates import Day, read_day
from p2wkss.base.values.messages import problem_message
from p2wkss.base.values.numbers import Number, number_text, read_decimal, read_rupiah, read_whole

__all__ = [
    "Day",
    "Number",
    "number_text",
    "problem_message",
    "read_day",
    "read_decimal",
    "read_rupiah",
    "read_whole",
]
