import type { RawBars } from '../../agents/ports.ts';
import { pickBars } from '../../domain/market/bars.ts';
import { unreadable } from '../unreadable.ts';
import { withRemark } from '../with-remark.ts';

/**
 * Leaves out the bars of a live feed that have not ended: their prices still change. It is said in the remarks.
 * @param stepMs length of a bar @param nowMs when the feed answered
 * @throws AppError `data_unreadable` when no bar is left
 */
export function withoutUnfinished(raw: RawBars, stepMs: number, nowMs: number): RawBars {
  const { bars, ask } = raw;
  const ended = Array.from(bars.timeMs.keys()).filter((i) => bars.timeMs[i] + stepMs <= nowMs);
  const dropped = bars.timeMs.length - ended.length;
  if (ended.length === 0) throw unreadable('no bar of the answer has ended yet', { origin: raw.origin });
  if (dropped === 0) return { ...raw, asOfMs: nowMs };
  const first = bars.timeMs.find((time) => time + stepMs > nowMs) as number;
  const remark = `${dropped === 1 ? 'The bar' : `${dropped} bars`} from ${new Date(first).toISOString()} on had not ended and ${dropped === 1 ? 'was' : 'were'} left out.`;
  const column = (values: Float64Array): Float64Array => Float64Array.from(ended, (i) => values[i]);
  return withRemark(
    {
      ...raw,
      bars: pickBars(bars, ended),
      ...(ask && {
        ask: {
          open: column(ask.open),
          high: column(ask.high),
          low: column(ask.low),
          close: column(ask.close),
        },
      }),
      asOfMs: nowMs,
    },
    remark,
  );
}
