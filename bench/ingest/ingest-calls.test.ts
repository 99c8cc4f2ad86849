import { IngestStreamRequest } from '@trilha/proto-gen/ingestion';
import { varintField } from './ingest-calls.js';

it.each([0n, 1n, 127n, 128n, 300n, 10_000_000n, 2n ** 40n])(
  'writes the number %s as the codec does',
  (primeira) => {
    const whole = IngestStreamRequest.encode({ primeira, eventos: [] }).finish();
    expect(varintField(primeira)).toEqual(Buffer.from(whole));
  },
);
