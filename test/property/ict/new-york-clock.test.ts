import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NewYorkClock } from '../../../src/domain/ict/new-york-clock.ts';

it("New York's clock is the time zone's, at any series of times", () => {
  const start = Date.UTC(1970, 0, 1);
  const end = Date.UTC(2035, 0, 1);
  const times = fc.array(fc.integer({ min: start / 60_000, max: end / 60_000 }), { maxLength: 30 });
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/New_York',
    hour: '2-digit',
    minute: '2-digit',
  });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 180 }), (minutes, step) => {
      // Each time and some that follow, so that changes of the offset are met within a day.
      const timeMs = Float64Array.from(
        minutes
          .sort((a, b) => a - b)
          .flatMap((minute) => [0, 1, 2, 3].map((k) => (minute + k * step) * 60_000)),
      );
      const clock = new NewYorkClock();
      timeMs.forEach((time) => {
        const [hours, rest] = format.format(time).split(':').map(Number);
        clock.show(time);
        expect(clock.minute).toBe(hours * 60 + rest);
      });
    }),
  );
});
