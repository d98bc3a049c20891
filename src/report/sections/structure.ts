import type { FeatureFamily } from '../../domain/features/definition.ts';
import type { Overlay } from '../../domain/overlays/overlay.ts';
import type { OverlaysDocument } from '../../orchestration/overlays-document.ts';
import { chooseDrawings, isVisible } from '../charts/choose-drawings.ts';
import { confidenceText, evidenceText, minuteOf, pricesText } from '../charts/overlay-text.ts';
import { priceChart } from '../charts/price-chart.ts';
import { plural } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** Bars of the chart, and drawings on it: more could not be told apart. */
const CHART_BARS = 180;
const MOST_DRAWINGS = 28;

const TITLES: Readonly<Record<FeatureFamily, string>> = {
  technical: 'Technical',
  smc: 'Smart Money Concepts',
  ict: 'Sessions (ICT)',
  wyckoff: 'Wyckoff',
};

/** What the analyst read into the last development bars, drawn on their prices. */
export function structureSection({ overlays: document }: TearSheetData): Section | null {
  if (!document || document.bars.timeMs.length < 2) return null;
  const bars = lastBars(document.bars);
  const families = Object.entries(document.overlays) as [FeatureFamily, readonly Overlay[]][];
  if (families.length === 0) return null;
  const { timeMs } = bars;
  const body = html`${lead(
    `The last ${plural(timeMs.length, 'bar')} before the sealed test, ${minuteOf(timeMs[0])} to ${minuteOf(timeMs[timeMs.length - 1])}, and what was read into them. A zone is an outline until it was known and filled from then on; features use it only from there. Blue is bullish, orange bearish; ▲ and ▼ mark events, rings the bars that events of a schematic were read from.`,
  )}
  ${join(families.map(([family, overlays]) => familyMarkup(family, bars, overlays)))}`;
  return { id: 'structure', title: 'Market structure', body };
}

function lastBars(bars: OverlaysDocument['bars']): OverlaysDocument['bars'] {
  const tail = (column: readonly number[]): readonly number[] => column.slice(-CHART_BARS);
  return {
    timeMs: tail(bars.timeMs),
    open: tail(bars.open),
    high: tail(bars.high),
    low: tail(bars.low),
    close: tail(bars.close),
  };
}

function familyMarkup(
  family: FeatureFamily,
  bars: OverlaysDocument['bars'],
  overlays: readonly Overlay[],
): Html {
  const visible = overlays.filter((overlay) => isVisible(overlay, bars));
  const drawn = chooseDrawings(visible, bars, MOST_DRAWINGS);
  const counted =
    drawn.length < visible.length
      ? `The ${drawn.length} of ${visible.length} drawings that say most.`
      : `${plural(drawn.length, 'drawing')}.`;
  return html`${subheading(TITLES[family])}
  ${priceChart({ label: `Prices with ${TITLES[family]}: ${counted}`, bars, overlays: drawn })}
  ${folded(`${TITLES[family]}: ${counted}`, drawingsTable(drawn))}`;
}

/** Newest first. Confidence and evidence have columns where any of the drawings has them. */
function drawingsTable(overlays: readonly Overlay[]): Html {
  const isJudged = overlays.some((overlay) => overlay.shape === 'mark' && overlay.confidence !== undefined);
  return table(
    [
      { title: 'What' },
      { title: 'From' },
      { title: 'To' },
      { title: 'Price', numeric: true },
      { title: 'Known at' },
      ...(isJudged ? [{ title: 'Confidence', numeric: true }, { title: 'Read from the bars' }] : []),
    ],
    overlays
      .toReversed()
      .map((overlay) => [
        overlay.label,
        minuteOf(overlay.shape === 'mark' ? overlay.atMs : overlay.fromMs),
        overlay.shape === 'mark' ? '' : overlay.toMs === null ? 'open' : minuteOf(overlay.toMs),
        pricesText(overlay, ' – '),
        minuteOf(overlay.knownMs),
        ...(isJudged ? [confidenceText(overlay), evidenceText(overlay)] : []),
      ]),
    'Drawings, newest first',
  );
}
