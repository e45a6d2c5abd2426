"""How long a search takes in a shop of many orders: `python bench/search.py 100000`, on the database of MAKEGOOD_DATABASE_URL or the embedded one."""

import random
import sys
import time
from datetime import UTC, datetime, timedelta

from makegood.interfaces.console.run import database, django

POLICY = "policy: bench\ncurrency: EUR\nrules:\n  - id: a-person-decides\n    set: {approval: review}\n"


def main(count: int) -> None:
    with database():
        django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, skip_checks=True)
        from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts
        from makegood.base.actor import SYSTEM
        from makegood.base.unit import unit
        from makegood.insight.search import search
        from makegood.journeys.found_shop import found_shop
        from makegood.journeys.import_orders import import_orders

        now, dice = datetime.now(UTC), random.Random(7)
        syllables = ["an", "be", "ka", "li", "mo", "ne", "ro", "sa", "ti", "vu", "hu", "ber", "mann", "stein", "feld"]

        def word() -> str:
            return "".join(dice.choice(syllables) for _ in range(dice.randint(2, 4)))

        def facts(place: int) -> OrderFacts:
            first, last = word(), word()
            contact = ContactFacts(
                f"{first.title()} {last.title()}", f"{first}.{last}@{dice.choice(('gmail.com', 'web.de'))}", f"+49 341 {dice.randint(10**6, 10**7)}",
                ("Lindenstr. 5",), f"{dice.randint(1000, 99999):05d}",
            )  # fmt: skip
            line = LineFacts("L1", "MUG", "Mug", 1, 2490, customer_input="own_text", inputs=({"name": "Text", "value": word()},))
            return OrderFacts("manual", str(place), str(10**6 + place), now - timedelta(days=9), "DE", "EUR", (line,), contact=contact)

        shop = found_shop(slug=f"bench-{now:%H%M%S}", name="Bench", country="DE", currency="EUR", by=SYSTEM, now=now, policy_text=POLICY,
                          policy_from=now - timedelta(days=30))  # fmt: skip
        start = time.perf_counter()
        import_orders(merchant_id=shop.id, facts=map(facts, range(count)), by=SYSTEM, now=now)
        print(f"{count} orders imported: {count / (time.perf_counter() - start):.0f} a second")
        for asked in ("1000042", "anbe.kali@gmial.com", "moneros", "huber", "Anbe Kali", "04109", "0341 1234567", "karomo stienfeld"):
            times, found = [], 0
            for _ in range(7):
                with unit(merchants=[shop.id]):
                    start = time.perf_counter()
                    found = len(search(asked))
                    times.append(time.perf_counter() - start)
            print(f"{asked:24} {found:3} found, {sorted(times)[3] * 1000:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
