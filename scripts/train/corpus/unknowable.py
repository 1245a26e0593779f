"""Criteria that nobody can tell from the text: about who wrote it, how, when, and what becomes of it."""

import random
import re

from scripts.train.corpus.words import DAYS, KEYWORDS, NAMES, PLACES, Split, part

# Every fifth line of each list is for testing: its words stand in other lines as well, so that it can be understood.
_WRITERS = """
the writer
the author
whoever wrote this
the author of the response
the writer of the response
the person who wrote this
the person behind the text
the one who wrote the reply
the writer behind the answer
the person who wrote the reply
the author of this text
the writer of the answer
whoever is behind this reply
the person behind this answer
whoever wrote the response
the one behind the response
the author of this answer
the writer of this text
the one who wrote this text
the author of the reply
"""
_TEXTS = """
the response
the text
the answer
the reply
this response
what was written
it
this text
this answer
this reply
"""
_OF_WRITERS = """
was tired
enjoyed the work
checked the facts beforehand
likes the subject
was tired of the subject
has been to another country before
is over forty years old
speaks three languages
was paid for it
has been paid for three years
asked a friend for advice
has written many such texts
wrote the last sentence first
had a cup of coffee beforehand
asked for a cup of coffee
owns a {word}
once owned and lost a {word}
was once given a {word}
would like to have a {word}
has never owned a {word}
lives near {place}
grew up near {place}
works at {place} every {day}
walked to {place} afterwards
lives and works near {place}
knows {name} well
is older than {name}
has the same teacher as {name}
wrote this to please {name}
is a friend of {name}
was in a hurry
felt happy about the result
was proud of the first sentence
was bored by the question
felt proud of the result
found the question easy
had to think for a long time
needed several attempts
spent {number} minutes on it
needed a long time for the first sentence
wrote this on a {day}
wrote this late at night
wrote this before breakfast
wrote this while it was raining
wrote this late on a {day}
used a dictionary
used a pencil and paper at first
typed with two fingers
looked up one of the words
looked up a word in the dictionary
read a book about it last year
took a course on the subject
studied at a large university
learned to write at home
took a course at the university last year
has two brothers and a sister
would not change anything now
has children
comes from a small village
has a sister in a small village
changed the text {number} times
threw away the first version
wanted to say more than this
left out something on purpose
wanted to change the first version
copied one sentence from a letter
had help from {name}
showed the text to {name}
thought of {name} all the time
showed {name} the first version of a letter
had the idea in a dream
remembered an old story
heard the story from {name}
saw something like this in a film
heard of the idea in a film
really means what is said
does not believe a word of it
did not mean to write so much
secretly hopes for praise
secretly does not mean a word of it
was sitting at {place}
was listening to music
sat beside a {word} all the while
had a window open
was sitting beside an open window
has a headache
slept badly the night before
was hungry at the time
wore a coat and gloves
slept well and had no headache
will regret this one day
will write to {name} next week
plans to write a book about it
is going to sell the {word}
plans to write about it again one day
has worked as a {word} for {number} years
lost a job last winter
earns a lot of money
once worked for {name}
lost a lot of money last winter
is afraid of the {word}
loves music more than anything
dislikes long sentences
prefers tea to coffee
loves tea and dislikes music
was told what to say by {name}
could do no more in the short time
did it as a favour to {name}
was asked twice
was asked by {name} to do it as a favour
kept a copy of the text
saved the text on a phone
printed the text and put it in a box
read the text aloud to {name}
kept a copy in a box at {place}
can play the piano
can swim and drive a bus
is good with numbers
would do it all again
is good at the piano
voted in the last election
drives an old car
keeps a {word} in the garden
paints the {word} in summer
drives to the garden with a {word}
learned English as a child
writes better in the morning
has a dog called {name}
never eats meat
learned to drive as a child
is now asleep
has since changed the plan
never met the reader in person
forgot about it soon after
has since met {name} in person
understood the subject only afterwards
was surprised by the end
cried while writing the last line
laughed at the title
laughed while writing the first line
"""
_OF_TEXTS = """
was written in under {number} minutes
was read by a second person
was typed on a phone
took several attempts
was written on a phone
was written in the morning
was first written by hand
was written by two people
was finished just in time
was finished by a second person
took more than {number} hours
was written before the {word} was found
was written on a {day}
was written late at night
took more than one night
was saved by mistake
was printed on yellow paper
was sent to {name} first
was kept in a box at {place}
was printed at {place}
made {name} laugh
will make {name} angry
will be read by {name} one day
was liked by everyone who read it
will make everyone laugh one day
was copied from a book
was translated from another language
is based on a letter by {name}
comes from a true story
was copied from a letter in another language
was shorter in its first version
was longer before {name} changed it
was changed on a {day}
had another title at first
had a longer title in its first version
was paid for by {name}
cost {name} a lot of work
won a prize for its author
helped {name} to get a job
cost its author a job
was dictated over the phone
was written on a train
was written at {place}
was written beside an open window
was dictated on a train
will be forgotten soon
will be printed in a newspaper
was read aloud at {place}
was lost for a week
was lost and soon forgotten
was checked by {name}
was checked for mistakes twice
was shown to a lawyer before it was sent
was deleted and written again
was checked by a lawyer
was written for money
was written as a joke
was written with great joy
was written out of fear
was written as a joke for money
reached {name} too late
arrived on a {day}
was opened by the wrong person
lay beside the {word} for a week
arrived too late for {name}
was the first that its author ever wrote
was the last of {number} that its author wrote
was the work of a tired person
was written by someone who owns a {word}
was the work of someone who lives near {place}
is known to more than {number} people
is kept by someone who lives near {place}
is the favourite of {name}
was thrown away later
is known to everyone at {place}
"""
_NUMBERS = ("two", "three", "four", "five", "ten", "twenty", "thirty")


def _lines(block: str) -> tuple[str, ...]:
    return tuple(block.strip().splitlines())


WRITERS, TEXTS, OF_WRITERS, OF_TEXTS = (_lines(block) for block in (_WRITERS, _TEXTS, _OF_WRITERS, _OF_TEXTS))


def unknowable(split: Split, rng: random.Random) -> str:
    """A criterion about the writer, or about the fate of the text, that its words cannot answer."""
    # Both kinds are about as frequent: "the writer" alone must not give the answer away.
    subjects, predicates = (WRITERS, OF_WRITERS) if rng.random() < 0.55 else (TEXTS, OF_TEXTS)
    predicate = rng.choice(part(predicates, split)).format(
        word=rng.choice(part(KEYWORDS, split)),
        name=rng.choice(part(NAMES, split)),
        place=rng.choice(PLACES),
        day=rng.choice(DAYS),
        number=rng.choice(_NUMBERS),
    )
    text = f"{rng.choice(part(subjects, split))} {predicate}."
    text = re.sub(r"\ba (?=[aeiou])(?!us|uni)", "an ", text)
    return text[0].upper() + text[1:]
