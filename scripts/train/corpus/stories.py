"""Readable sentences for the held-out topics: what the demo's responses are made of."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scripts.train.corpus.sentences import World
from scripts.train.corpus.words import TOPICS, Topic, part

_TEXT = """
a lost umbrella
Write a note for the notice board about a lost umbrella.
Help me write a message to the neighbours about a lost umbrella.
I found a black umbrella in the hallway on my way home.
The owner must have left it behind in the rain.
It has a wooden handle with a small scratch.
The umbrella is dry again and in good order.
It is waiting for its owner behind the front desk.
Nobody in the office has asked for the umbrella so far.
Whoever can describe the handle may take it home.
The hallway is a busy place on a day of heavy rain.
I will keep the umbrella until the end of the month.
After that it goes to the lost property office.
* The colour of the handle | The day of the heavy rain | The place in the hallway | The name of the owner
a broken window
Write a message to the landlord about a broken window.
Draft a letter to the insurance office about a broken window.
The window in the kitchen broke during the storm.
A long crack runs through the glass from top to bottom.
There is a cold draught in the room at night.
We have covered the frame with a sheet of plastic.
The glazier says that the frame itself is sound.
New glass could be here within a week.
The old window was more than thirty years old.
Nobody was hurt when the glass fell out.
The repair will take the glazier about an hour.
Please tell us who pays for the new window.
* Photographs of the glass | The size of the frame | The name of the glazier | The bill for the window
the train delay
Write a short complaint to the railway about the train delay.
Draft an email to a colleague about the train delay.
The train left the station almost an hour late.
There was no announcement on the platform.
The conductor told us that a signal had failed.
Many people missed the last train home because of the delay.
The platform was crowded and the waiting room was closed.
This is the third long delay on this line since spring.
The conductor was polite and did what she could.
A screen at the station still showed the old departure.
Nobody knew which platform the train would use.
A clear word about the delay would have helped everyone.
* The number of the train | The length of the delay | A photograph of the platform | The name of the conductor
a box of old letters
Write a short story about a box of old letters.
Draft a post for the family page about a box of old letters.
The box stood in the attic under a dusty blanket.
Inside were forty letters from my grandmother.
Each envelope had the same blue stamp.
She wrote the letters during her first winter in the city.
One envelope had never been opened.
The attic was quiet while we read them aloud.
The paper of the letters was thin and a little yellow.
A dried flower fell out of the last envelope.
Nobody had known that the box was there.
We put the box back in the attic when it grew dark.
* An envelope without a stamp | Letters from the first winter | A dried flower | The key to the box
the night shift
Write a memo to the nurses about the night shift.
Draft a message to the new colleagues about the night shift.
The night shift begins with a short talk on the ward.
The nurse in charge hands over the keys.
The roster for the coming month hangs next to the door.
Most nights on the ward are calm until the early morning.
A second nurse is on call for the whole shift.
Please write every change into the roster.
The lights on the ward stay low during the night.
There is soup in the kitchen for the whole shift.
Anyone who swaps a night has to tell the office.
The shift ends when the day team arrives.
* Read the roster | Check the doors of the ward | Call the nurse in charge | Write the report of the night
a missing parcel
Write an email to the shop about a missing parcel.
Draft a complaint to the courier about a missing parcel.
The parcel was sent almost two weeks ago.
The courier says that the delivery took place.
Nobody in our house has seen the parcel.
The label may have carried the wrong address.
Our address is easy to find and the bell works.
I have asked all the neighbours about the delivery.
The parcel holds a birthday present for my son.
The courier left no card in the letter box.
Please check the label and the address once more.
A second delivery would be the best solution.
* The number on the label | The full address | The date of the delivery | The name of the courier
the staff survey
Write an announcement about the staff survey.
Draft an email to the whole team about the staff survey.
The staff survey opens at the start of next week.
It takes less than ten minutes to answer every question.
No manager will see the answers of a single person.
Last year the results led to a quieter office.
Each question can be left open.
The results will be shown to all staff in one meeting.
Your manager will give you time for the survey.
The last question leaves room for your own ideas.
More than half of the staff took part last year.
The survey is kept short on purpose.
* A question about the office | Time with your manager | A summary of the results | A box for the staff's ideas
a second-hand piano
Write an advertisement for a second-hand piano.
Draft a message to the music teacher about a second-hand piano.
The piano has stood in our living room for twenty years.
All its keys are clean and work well.
The tuner came to see it in the spring.
A matching stool comes with the piano.
It has a warm sound and suits a quiet melody.
Our children learned their first melody on it.
The stool can be set to three heights.
Two strong people can carry the piano down the stairs.
The tuner thinks that it will last for many years.
Only one of the keys has a small scratch.
* A stool with a soft seat | The address of the tuner | Keys without cracks | A book with an easy melody
the bus timetable
Write a notice to the passengers about the bus timetable.
Draft a message to the parents about the bus timetable.
The new bus timetable starts after the holidays.
The first bus leaves a quarter of an hour earlier.
Every driver has a printed copy of the timetable.
The stop at the school stays where it is.
The fare does not change this year.
On weekends the last bus now runs until midnight.
The stop near the bridge is closed for repairs.
Ask the driver if you are not sure where to get off.
Children under six pay no fare.
The timetable hangs at every stop in town.
* A copy of the timetable | The fare for children | The new stop | The name of the driver
a power cut
Write a reminder to the residents about a power cut.
Draft a short report about a power cut.
The power cut lasted from supper until midnight.
A fuse in the cellar had burned out.
The electrician came within the hour.
We sat around a candle and told stories.
The fridge stayed cold during the cut.
Please switch off the oven when the power fails.
A candle should never burn without someone in the room.
The electrician put in a new fuse and tested it.
The street was dark and very quiet during the power cut.
Keep a torch and a spare fuse near the door.
* A candle and matches | A spare fuse | The number of the electrician | A torch for the time of the cut
the tax form
Write a reply to a friend who asks about the tax form.
Draft a reminder to the members about the tax form.
The tax form is shorter than last year.
You need every receipt from the past twelve months.
The deadline is at the end of May.
The office sends a letter when a receipt is missing.
Most of the form can be filled in within an hour.
The tax office opens early and is seldom crowded.
Put your name on each page of the form.
Those who miss the deadline have to pay a fee.
A copy of every receipt is enough.
The office answers questions about the tax form by phone.
* Each receipt of the year | The number of the tax office | A copy of the form | The date of the deadline
a telescope for beginners
Write a description of a telescope for beginners.
Draft a review of a telescope for beginners.
The telescope is light and stands on three short legs.
It shows the moon so clearly that you can count its craters.
A map of the sky comes with the telescope.
The brightest planet looks like a small disc.
You need a dark sky to see the faint stars.
Children can point it at the moon without help.
It takes two minutes to put the telescope together.
The stars seem to tremble when the air is warm.
With some patience you can follow a planet all night.
The telescope fits into a small bag.
* A map of the stars | A cloth for the telescope | A clear night sky | A notebook for each planet
"""


@dataclass(frozen=True, slots=True)
class Story(World):
    """A world whose sentences were written by hand for its topic. Sentences come in a new order, each once."""

    invents: ClassVar[bool] = False
    asks: tuple[str, ...]
    pool: tuple[str, ...]
    entries: tuple[str, ...]
    used: set[str]

    def sentence(self, *, commas: bool = True) -> str:
        """A sentence that was not used since the last fresh start, as long as there are any."""
        fresh = [text for text in self.pool if text not in self.used] or list(self.pool)
        text = self.rng.choice(fresh)
        self.used.add(text)
        return text

    def item(self) -> str:
        """An entry of a list that was not used yet, as long as there are any."""
        fresh = [text for text in self.entries if text not in self.used] or list(self.entries)
        text = self.rng.choice(fresh)
        self.used.add(text)
        return text

    def phrase(self, listed: Sequence[str]) -> str:
        """A phrase of the list: made-up ones read badly."""
        return self.rng.choice(part(listed, self.split))

    def elsewhere(self) -> "Story":
        """The story of another topic."""
        others = [topic for topic in told() if topic != self.topic]
        return story(self.rng.choice(others), self.rng)

    def afresh(self) -> "Story":
        """Forgets which sentences were used: a new response begins."""
        self.used.clear()
        return self


def told() -> list[Topic]:
    """The held-out topics that have a story."""
    lines = set(_TEXT.strip().splitlines())
    return [topic for topic in part(TOPICS, "test") if topic.about in lines]


def story(topic: Topic, rng: random.Random) -> Story:
    """The story of a held-out topic. Raises KeyError for another one."""
    lines = _TEXT.strip().splitlines()
    if topic.about not in lines:
        raise KeyError(topic.about)
    at = lines.index(topic.about)
    block = lines[at + 1 : at + 14]
    entries = tuple(entry.strip() for entry in block[12].removeprefix("* ").split("|"))
    return Story(topic, "test", rng, tuple(block[:2]), tuple(block[2:12]), entries, set())
