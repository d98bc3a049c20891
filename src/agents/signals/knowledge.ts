import type { Bars } from '../../domain/market/bars.ts';
import { type BookCorrelation, bookCorrelation } from '../../domain/risk/open-positions.ts';
import type { Holding } from '../../domain/risk/portfolio-tail.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { DatasetInfo } from '../../orchestration/state.ts';
import { positionColumn } from '../data/beside.ts';
import type { Artifacts } from '../ports.ts';

/** Bars over which a correlation with an open position is measured. */
const CORRELATION_BARS = 100;

/** When the news of the dataset's calendar is due; null without a calendar. */
export async function loadNews(
  { news }: DatasetInfo,
  artifacts: Pick<Artifacts, 'getColumns'>,
): Promise<Float64Array | null> {
  return news ? (await artifacts.getColumns(news)).timeMs : null;
}

/** The positions that are open already, with their returns over the development bars. */
export async function loadOpenPositions(
  { openPositions }: DatasetInfo,
  { risk }: WorkflowSpec,
  artifacts: Pick<Artifacts, 'getColumns'>,
): Promise<Holding[]> {
  if (!openPositions) return [];
  const columns = await artifacts.getColumns(openPositions);
  return risk.openPositions.map(({ symbol, side, exposure }, i) => ({
    name: `${symbol} ${side}`,
    exposure: side === 'long' ? exposure : -exposure,
    returns: columns[positionColumn(i)],
  }));
}

/** How alike the instrument is to what is open; null when nothing is. */
export const correlationWith = (open: readonly Holding[], { close }: Bars): BookCorrelation | null =>
  open.length === 0
    ? null
    : bookCorrelation(
        close.map((price, i) => (i === 0 ? 0 : price / close[i - 1] - 1)),
        open,
        CORRELATION_BARS,
      );
