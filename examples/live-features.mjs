// Features of a live market: feed the history, then each bar when it has closed. The values are those of a whole series
// computed at once, to the last bit, so a model sees live what it was trained on.
//
//   node examples/live-features.mjs prices.csv        # date,open,high,low,close,volume, the oldest first
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createFeatureStream } from 'bullwright';

// Names of docs/features.md: parameters spelled out, on longer bars with a prefix, structures with their settings.
const stream = createFeatureStream([
  'rsi_14',
  'd1_atr_14_share',
  'smc_range_position__bars_before_3__bars_after_3',
]);

let isHeader = true;
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  if (!isHeader) {
    const [date, ...numbers] = line.split(',');
    const [open, high, low, close, volume] = numbers.map(Number);
    // A bar that does not follow the last one, or has a price that is no number, is refused.
    const values = stream.push({ timeMs: Date.parse(date), open, high, low, close, volume });
    // NaN while there is no value: too few bars, or no such structure. JSON has null for it.
    const row = Object.fromEntries(stream.names.map((name, k) => [name, values[k]]));
    console.log(JSON.stringify({ date, ...row }));
  }
  isHeader = false;
}
