"""The questions that a cardiology researcher must be able to ask, as the worked examples define them.

They are asked of a small world of plain rows; its kinds are stay, dx, proc, lab, vital, echo, ecg, med,
contact, and two saved cohorts.
"""

from research.criteria.worked import read

WORKED = {question.number: question for question in read()}
QUESTIONS = {number: (question.title, question.definition) for number, question in WORKED.items()}


def definition(number):
    """The definition of a question with the lists that it uses."""
    return QUESTIONS[number][1]
