"""What happens, in order: a complaint is taken in, drafted for, decided on by a person, and answered.

``states`` says what may happen when; ``intake``, ``drafts``, ``desk``, ``decide`` and ``deliver`` hold the verbs, each
of them one transaction; ``jobs`` is the work that needs no person.
"""
