/**
 * Process: publishes to a JetStream stream in files with deduplication, and reads it back.
 *
 * usage: node measure-jetstream.mjs URL SECONDS BYTES; prints one JSON object. Its stream is removed in the end.
 */
import { randomUUID } from 'node:crypto';
import { AckPolicy, jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const [url, secondsText, bytesText] = process.argv.slice(2);
const seconds = Number(secondsText);
const bytesPerEvent = Number(bytesText);
/** Publishes under way, as the callers of the single-event part of the benchmark. */
const UNDER_WAY = 200;
const EVENTS_OF_MESSAGE = 100;

const connection = await connect({ servers: url, timeout: 2_000 });
const manager = await jetstreamManager(connection);
const name = `TRILHA_BENCH_${process.pid}_${randomUUID().slice(0, 8)}`;
const subject = name.toLowerCase();
const leave = async () => {
  await manager.streams.delete(name).catch(() => {});
  await connection.close();
};
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => leave().finally(() => process.exit(130)));
process.stdin.once('end', () => leave().finally(() => process.exit(130))).resume();

try {
  await manager.streams.add({
    name,
    subjects: [subject],
    storage: StorageType.File,
    duplicate_window: 120_000_000_000,
  });
  const js = jetstream(connection);
  let next = 0;
  const publish = async (payload) => {
    const until = performance.now() + seconds * 1_000;
    const startedAt = performance.now();
    let acked = 0;
    await Promise.all(
      Array.from({ length: UNDER_WAY }, async () => {
        while (performance.now() < until) {
          await js.publish(subject, payload, { msgID: `${name}-${next++}` });
          acked += 1;
        }
      }),
    );
    return acked / ((performance.now() - startedAt) / 1_000);
  };
  const single = await publish(Buffer.alloc(bytesPerEvent, 'x'));
  const consumed = await consume(js);
  const hundreds = await publish(Buffer.alloc(bytesPerEvent * EVENTS_OF_MESSAGE, 'x'));
  process.stdout.write(
    JSON.stringify({
      server: connection.info?.version ?? '',
      singlePerSecond: single,
      consumedPerSecond: consumed,
      inHundredsPerSecond: hundreds * EVENTS_OF_MESSAGE,
    }),
  );
} finally {
  await leave();
}
process.exit();

/** Reads what was published so far with an acknowledgement of all. */
async function consume(js) {
  const { messages } = (await manager.streams.info(name)).state;
  await manager.consumers.add(name, { durable_name: 'bench', ack_policy: AckPolicy.All });
  const consumer = await js.consumers.get(name, 'bench');
  const startedAt = performance.now();
  let seen = 0;
  for await (const message of await consumer.consume({ max_messages: 5_000 })) {
    seen += 1;
    if (seen % 1_000 === 0 || seen === messages) message.ack();
    if (seen === messages) break;
  }
  return seen / ((performance.now() - startedAt) / 1_000);
}
