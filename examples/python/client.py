#!/usr/bin/env python3
"""Sends made-up events to Trilha's ingestion service: one by one, in a batch and over a stream, and prints each answer.

Knows the service by its contract alone. Exit code: 0 everything was accepted, 1 something was not, 2 it could not begin.
"""

import argparse
import os
import sys

import grpc
from contract import Contract, ContractError, open_channel, read_image
from made_up_events import MadeUpEvents

SERVICE = "trilha.ingestion.v1.EventIngestionService"
PACKAGE = "trilha.ingestion.v1"
TIMEOUT_SECONDS = 30
# Events of one message of the stream.
MESSAGE_EVENTS = 100


class NotAccepted(Exception):
    """The service answered, and not what it should have."""


def main():
    options = read_arguments()
    try:
        contract = Contract(read_image(options.image))
        channel = open_channel(options.server, options.ca)
    except (ContractError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    token = options.token or os.environ.get("TRILHA_TOKEN")
    call = {
        "timeout": TIMEOUT_SECONDS,
        "metadata": [("authorization", f"Bearer {token}")] if token else [],
    }
    with channel:
        try:
            send_everything(contract, contract.stub(SERVICE, channel), call, options)
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            return 1
        except NotAccepted as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def send_everything(contract, stub, call, options):
    """A third of the transactions one by one, a third in a batch, the rest over a stream; clients and scores before."""
    events = MadeUpEvents(contract, options.seed, clients=max(1, options.events // 10))
    for client in events.clients():
        told(f"IngestClient {client.id}", stub.IngestClient(client, **call), client.event_id)
    for score in events.scores():
        told(f"IngestScore {score.event_id}", stub.IngestScore(score, **call), score.event_id)

    third = options.events // 3
    singles = events.transactions(third)
    for transaction in singles:
        answer = stub.IngestTransaction(transaction, **call)
        told(f"IngestTransaction {transaction.id}", answer, transaction.event_id)
    send_batch(contract, stub, call, events.transactions(third), options.seed)
    last = events.transactions(options.events - 2 * third)
    send_stream(contract, stub, call, last)
    read_back(contract, stub, call, last[-1].event_id)


def told(what, answer, event_id):
    print(f"{what}: success={answer.success} message={answer.message!r} event_id={answer.event_id}")
    if not answer.success or answer.event_id != event_id:
        raise NotAccepted(f"{what}: expected success with event_id {event_id}")


def send_batch(contract, stub, call, transactions, seed):
    if not transactions:
        return
    request = contract.message(f"{PACKAGE}.IngestTransactionsRequest")
    answer = stub.IngestTransactions(request(batch_id=f"py-{seed}", itens=transactions), **call)
    print(
        f"IngestTransactions {answer.batch_id}: recebidos={answer.recebidos} aceitos={answer.aceitos} "
        f"repetidos={answer.repetidos} rejeitados={len(answer.rejeitados)}"
    )
    if answer.aceitos != len(transactions):
        raise NotAccepted(f"IngestTransactions: {len(transactions)} sent, {answer.aceitos} accepted")


def send_stream(contract, stub, call, transactions):
    """Numbers what it sends from 0; each answer tells up to which number everything is on disk."""
    request = contract.message(f"{PACKAGE}.IngestStreamRequest")
    event = contract.message(f"{PACKAGE}.EventData")

    def messages():
        for first in range(0, len(transactions), MESSAGE_EVENTS):
            group = transactions[first : first + MESSAGE_EVENTS]
            yield request(primeira=first, eventos=[event(transacao=transaction) for transaction in group])

    confirmed = 0
    for answer in stub.IngestStream(messages(), **call):
        print(
            f"IngestStream: confirmados={answer.confirmados} aceitos={answer.aceitos} "
            f"repetidos={answer.repetidos} rejeitados={len(answer.rejeitados)} janela={answer.janela}"
        )
        confirmed = answer.confirmados
        if answer.rejeitados:
            raise NotAccepted(f"IngestStream: {answer.rejeitados[0].motivo}: {answer.rejeitados[0].mensagem}")
    if confirmed != len(transactions):
        raise NotAccepted(f"IngestStream: {len(transactions)} sent, {confirmed} confirmed")


def read_back(contract, stub, call, event_id):
    record = stub.GetEvent(contract.message(f"{PACKAGE}.GetEventRequest")(event_id=event_id), **call)
    state = contract.message(f"{PACKAGE}.EventRecord").DESCRIPTOR.fields_by_name["estado"].enum_type
    print(f"GetEvent {record.event_id}: estado={state.values_by_number[record.estado].name} offset={record.offset}")
    if record.event_id != event_id:
        raise NotAccepted(f"GetEvent: asked for {event_id}, got {record.event_id!r}")


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", default="127.0.0.1:50057", help="host:port (default %(default)s)")
    parser.add_argument("--events", type=count, default=30, help="transactions to send (default %(default)s)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed sends the same events again (default %(default)s)"
    )
    parser.add_argument("--token", help="with the role servico or operador (default: TRILHA_TOKEN; none without it)")
    parser.add_argument("--ca", metavar="FILE", help="PEM of the authority, for a service with TLS")
    parser.add_argument(
        "--image", metavar="FILE", help="descriptor image of the contracts (default: made from protos/ by buf)"
    )
    return parser.parse_args()


def count(text):
    """A third of them is one batch, and a batch holds 10,000 events at most."""
    value = int(text)
    if not 1 <= value <= 30_000:
        raise argparse.ArgumentTypeError("takes 1 to 30000")
    return value


if __name__ == "__main__":
    sys.exit(main())
