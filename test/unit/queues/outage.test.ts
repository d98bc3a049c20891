import { expect, it } from 'vitest';
import { openQueueBackend } from '../../../queues/backend.ts';
import { createProducer } from '../../../queues/producer.ts';
import { newId } from '../../../src/kernel/ids.ts';

it('a store that is away is named: an outage is no fault of the workflow that is asked about', async () => {
  // Nobody listens on port 1.
  const store = { kind: 'redis', url: 'redis://127.0.0.1:1' } as const;
  const backend = openQueueBackend(store, { onError: () => undefined });
  const producer = createProducer(backend);
  const away = { code: 'queue_unavailable', retryable: true };
  await expect(producer.tickState(newId('wf'), 1)).rejects.toMatchObject(away);
  await expect(producer.scheduleIds()).rejects.toMatchObject(away);
  await backend.close();
});
