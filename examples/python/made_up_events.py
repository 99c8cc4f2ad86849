"""Made-up clients, scores and transactions; the same for the same seed, event ids included."""

import random
import uuid
from datetime import datetime, timedelta, timezone

NAMES = ["Ana", "Bruno", "Carla", "Diego", "Elisa", "Fábio", "Inês", "João", "Márcia", "Sônia"]
SURNAMES = ["Almeida", "Barbosa", "Cardoso", "Ferreira", "Gonçalves", "Oliveira", "Souza", "Vasconcelos"]
STREETS = ["Rua das Acácias", "Avenida São João", "Praça da Independência", "Alameda dos Ipês"]
CITIES = ["Maringá/PR", "São Paulo/SP", "Recife/PE", "Belém/PA"]
MERCHANTS = ["Padaria Aurora", "Mercado Central", "Farmácia Ipê", "Posto Estrela", "Livraria Lótus"]
START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def cpf_of(number):
    """Eleven digits whose check digits fit (Receita Federal, modulo 11)."""
    digits = [int(digit) for digit in f"{number % 10**9:09d}"]
    for _ in range(2):
        weights = range(len(digits) + 1, 1, -1)
        rest = sum(digit * weight for digit, weight in zip(digits, weights)) * 10 % 11
        digits.append(0 if rest == 10 else rest)
    return "".join(map(str, digits))


class MadeUpEvents:
    """Makes messages of the contract. Who makes them again with the same seed gets the same ids, so that nothing is stored
    twice however often it is sent."""

    def __init__(self, contract, seed, clients):
        self._client = contract.message("trilha.ingestion.v1.ClientData")
        self._score = contract.message("trilha.ingestion.v1.ScoreData")
        self._transaction = contract.message("trilha.ingestion.v1.TransactionData")
        self._random = random.Random(seed)
        self._seed = seed
        self._made = 0
        self._people = [self._person(number) for number in range(clients)]

    def clients(self):
        return [
            self._client(
                id=person["id"],
                nome=person["name"],
                cpf=person["cpf"],
                data_nascimento=person["born"],
                endereco=person["address"],
                event_id=self._event_id(),
            )
            for person in self._people
        ]

    def scores(self):
        return [
            self._score(
                cpf=person["cpf"],
                score=self._random.randint(300, 1000),
                renda_mensal=person["income"],
                limite_credito=round(person["income"] * 0.8, 2),
                data_ultima_atualizacao="2026-01-01",
                event_id=self._event_id(),
            )
            for person in self._people
        ]

    def transactions(self, count):
        return [self._make_transaction() for _ in range(count)]

    def _make_transaction(self):
        person = self._random.choice(self._people)
        made_at = START + timedelta(seconds=2 * self._made)
        amount = person["income"] * 0.015 * self._random.lognormvariate(0, 0.5)
        return self._transaction(
            id=f"py-{self._seed}-{self._made}",
            cliente_id=person["id"],
            data=made_at.isoformat(),
            valor=max(0.01, round(amount, 2)),
            moeda="BRL",
            estabelecimento=self._random.choice(MERCHANTS),
            event_id=self._event_id(),
        )

    def _person(self, number):
        pick = self._random.choice
        return {
            "id": f"py-cliente-{self._seed}-{number}",
            "name": f"{pick(NAMES)} {pick(SURNAMES)} {pick(SURNAMES)}",
            "cpf": cpf_of(self._random.randrange(1, 10**9 - 1)),
            "born": f"{self._random.randint(1945, 2006)}-{self._random.randint(1, 12):02d}-15",
            "address": f"{pick(STREETS)}, {self._random.randint(1, 2000)}, {pick(CITIES)}",
            "income": round(self._random.lognormvariate(8, 0.6), 2),
        }

    def _event_id(self):
        self._made += 1
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"trilha/examples/python/{self._seed}/{self._made}"))
