"""Trainings and extension sessions: half the seats of a room, as the pandemic rule says, and who came."""

from dataclasses import dataclass, field
from datetime import date, time

from activities.models import Attendance, Session
from demo.changes import age_now
from demo.names import DATA
from demo.world import World
from p2wkss.base.reference import rows

SHOWS_UP = 0.88


@dataclass
class Register:
    """Who was present at the sessions of each intervention, by date."""

    present: dict[str, list] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        return key in self.present

    def until(self, key: str, day: date) -> tuple[int, int]:
        """Different people present up to a day: men, women."""
        people = {member.pk: member.sex for on, member in self.present.get(key, ()) if on <= day}
        return sum(sex == "L" for sex in people.values()), sum(sex == "P" for sex in people.values())


def make_sessions(world: World) -> Register:
    """Write the sessions and their attendance; return who came to what."""
    lines = list(rows(DATA / "sessions.csv"))
    sessions = world.store(_session(world, line) for line in lines)
    register = Register()
    pools = _pools(world)
    attendance = []
    for session, line in zip(sessions, lines, strict=True):
        if session.status != Session.Status.CANCELLED:
            register.present.setdefault(line["key"], [])
        for member in _invited(pools, line, session.capacity):
            came = session.status == Session.Status.HELD and world.dice.chance(SHOWS_UP)
            attendance.append(Attendance(session=session, member=member, invited=True, present=came))
            if came:
                register.present[line["key"]].append((session.date, member))
    world.store(attendance)
    return register


def _session(world, line):
    intervention = world.interventions[line["key"]]
    seats = int(line["seats"])
    held = line["status"] == Session.Status.HELD
    return Session(
        target_area=world.lokus,
        intervention=intervention,
        agency=intervention.agency,
        title=line["title"],
        date=date.fromisoformat(line["date"]),
        starts_at=time.fromisoformat(line["starts"]),
        ends_at=time.fromisoformat(line["ends"]),
        place=line["place"],
        seats=seats,
        capacity=world.year.capacity_for(seats),
        status=line["status"],
        reason=line["reason"],
        **{name: held and (name != "sanitizer" or world.dice.chance(0.8)) for name in Session.PROTOCOL},
    )


def _invited(pools, line, capacity):
    """The group of a session, or the half of it that its shift names; never more than may come."""
    people = pools[line["pool"]][: int(line["size"])]
    if line["shift"]:
        half = (len(people) + 1) // 2
        people = people[:half] if line["shift"] == "1" else people[half:]
    return people[:capacity]


def _pools(world):
    """Groups of members that sessions draw from, each in an order of its own."""
    here = [person for family in world.helped["enrolled"] for person in family.people if person.now]
    grown = [person for person in here if 18 <= age_now(person) <= 60]
    women = [person for person in grown if person.is_woman]
    young = [person for person in here if 7 <= age_now(person) <= 13 and person.now["in_school"]]
    parents = [
        person
        for family in world.families
        if any(child.now and age_now(child) < 5 for child in family.people)
        for person in family.present("now")
        if person.member.relation in ("wife", "head") and age_now(person) <= 50
    ]
    learners = [*world.helped["back"], *world.helped["unread"]]
    learners += [person for person in grown if person.was and person.was["years_of_schooling"] in (3, 6)]
    chosen = {
        "women": women,
        "women_leaders": [person for person in grown if not person.is_woman][:4] + women[::2],
        "kwt": world.helped["kwt"],
        "waste_group": world.helped["waste_bank"],
        "cadres": [person for person in women if age_now(person) >= 28][5::4],
        "couples": [person for person in women if person.member.relation == "wife" and age_now(person) < 50],
        "sewers": women[3::3],
        "cooks": women[1::3],
        "seekers": [*world.helped["work"], *(person for person in women if person.now["wants_work"]), *women[2::4]],
        "young_women": [person for person in women if age_now(person) <= 27],
        "owners": world.helped["owners"],
        "parents": parents,
        "heads": [person for person in grown if person.member.relation == "head"][::2],
        "repair_heads": [home.families[0].head for home in world.helped["repairs"]],
        "pupils": young,
        "learners": learners,
    }
    return {name: _once(people) for name, people in chosen.items()}


def _once(people):
    """The members of these people, each one at the first mention."""
    return list({id(person.member): person.member for person in people}.values())
