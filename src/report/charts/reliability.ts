import { formatFigure } from '../format.ts';
import { type Html, html, join, raw } from '../html.ts';

export interface ReliabilityBin {
  readonly meanPredicted: number;
  readonly observed: number;
  readonly count: number;
}

/** Observed frequency over predicted probability, a dot a bin with an area by its count, and the ideal diagonal. */
export function reliabilityPlot(bins: readonly ReliabilityBin[]): Html {
  const filled = bins.filter((bin) => bin.count > 0);
  if (filled.length === 0) return html`<p class="muted">No predictions to compare.</p>`;
  const most = Math.max(...filled.map((bin) => bin.count));
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return html`<figure class="chart square" role="img" aria-label="Reliability of the calibrated probabilities: observed share of wins over predicted probability, ${filled.length} bins">
    <div class="plot">
      <svg viewBox="0 0 1000 1000" aria-hidden="true">
        ${join(ticks.map((t) => html`<line class="grid" x1="0" x2="1000" y1="${1000 - t * 1000}" y2="${1000 - t * 1000}"/><line class="grid" x1="${t * 1000}" x2="${t * 1000}" y1="0" y2="1000"/>`))}
        <line class="ideal" x1="0" y1="1000" x2="1000" y2="0"/>
        ${join(filled.map((bin) => dot(bin, most)))}
      </svg>
      ${join(ticks.map((t) => html`<span class="tick y" style="top:${raw(`${100 - t * 100}%`)}">${t}</span><span class="tick x" style="left:${raw(`${t * 100}%`)}">${t}</span>`))}
    </div>
    <figcaption>Predicted probability → observed share. Dots on the dashed line are honest probabilities; their area is the number of bars.</figcaption>
  </figure>`;
}

function dot({ meanPredicted, observed, count }: ReliabilityBin, most: number): Html {
  const radius = Math.round(12 + 26 * Math.sqrt(count / most));
  const text = `${formatFigure(count, 'count')} bars: predicted ${formatFigure(meanPredicted, 'share')}, observed ${formatFigure(observed, 'share')}`;
  return html`<circle class="dot" cx="${Math.round(meanPredicted * 1000)}" cy="${Math.round(1000 - observed * 1000)}" r="${radius}"><title>${text}</title></circle>`;
}
