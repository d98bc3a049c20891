import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { calendarOf } from '../../src/domain/calendar/calendar.ts';
import { createRng } from '../../src/kernel/rng.ts';

const MINUTE_MS = 60_000;

/** Writes M1 bars of the FX week as a CSV file, the same in every run. */
export async function writeMinuteFile(path: string, bars: number): Promise<void> {
  const file = createWriteStream(path);
  const fx = calendarOf(Float64Array.of(0), MINUTE_MS, 'fx');
  const rng = createRng('bench data');
  let [time, price] = [Date.UTC(2021, 0, 4), 1.1];
  let text = 'Date,Open,High,Low,Close,Volume\n';
  for (let i = 0; i < bars; i++, time += MINUTE_MS) {
    while (!fx.isOpen(time) || fx.holidayAt(time) !== null) time += MINUTE_MS;
    const open = price;
    price *= Math.exp(1e-4 * rng.normal());
    const prices = [
      open,
      Math.max(open, price) * (1 + 5e-5 * rng.uniform()),
      Math.min(open, price) * (1 - 5e-5 * rng.uniform()),
      price,
    ];
    const stamp = new Date(time).toISOString().slice(0, 16).replace('T', ' ');
    text += `${stamp},${prices.map((p) => p.toFixed(5)).join(',')},${1 + rng.integer(300)}\n`;
    if (text.length < 1_000_000) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'finish');
}
