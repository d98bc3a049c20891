import { type Overlay, pricesOf } from '../../domain/overlays/overlay.ts';
import { isoOf } from '../format.ts';

/** Words for one drawing: what, where, since when, known when; of an event also how sure, and from which bars. */
export function overlayText(overlay: Overlay): string {
  const prices = pricesText(overlay, ' to ');
  const from = minuteOf(overlay.shape === 'mark' ? overlay.atMs : overlay.fromMs);
  const to =
    overlay.shape === 'mark' ? '' : overlay.toMs === null ? ' to now' : ` to ${minuteOf(overlay.toMs)}`;
  const known = `${overlay.label}, ${prices}, ${from}${to}, known ${minuteOf(overlay.knownMs)}`;
  const [confidence, evidence] = [confidenceText(overlay), evidenceText(overlay)];
  return `${known}${confidence && `, confidence ${confidence}`}${evidence && `, read from ${evidence}`}`;
}

/** Share of the signs of an event that were there: `75 %`; empty for what is not judged by signs. */
export const confidenceText = (overlay: Overlay): string =>
  overlay.shape === 'mark' && overlay.confidence !== undefined
    ? `${Math.round(overlay.confidence * 100)} %`
    : '';

/** The bars an event was read from; empty for what has none. */
export const evidenceText = (overlay: Overlay): string =>
  overlay.shape === 'mark' && overlay.evidenceMs ? overlay.evidenceMs.map(minuteOf).join(', ') : '';

/** A price with the digits it has, without the dust of binary fractions. */
const priceText = (price: number): string => String(Number(price.toPrecision(10)));

/** The price of a drawing, or both ends of its range. */
export function pricesText(overlay: Overlay, between: string): string {
  const [low, high] = pricesOf(overlay);
  return low === high ? priceText(low) : `${priceText(low)}${between}${priceText(high)}`;
}

/** `2024-05-03 14:30`, and the day alone at midnight, which is what daily bars have. */
export function minuteOf(timeMs: number): string {
  const iso = isoOf(timeMs);
  const time = iso.slice(11, 16);
  return time === '00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}

/** How style sheets call the sides. */
const SIDES = { '1': 'up', '-1': 'down', '0': 'flat' } as const;
export const sideOf = ({ side }: Overlay): 'up' | 'down' | 'flat' => SIDES[`${side}`];

/** What practitioners shorten their names to. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  'BOS (external)': 'BOS ext',
  'CHoCH (external)': 'CHoCH ext',
  'Equal highs': 'EQH',
  'Equal lows': 'EQL',
  Equilibrium: 'EQ',
  'Opening range': 'OR',
  'Previous day high': 'PDH',
  'Previous day low': 'PDL',
  'Previous week high': 'PWH',
  'Previous week low': 'PWL',
  'Midnight open': 'MO',
  'Asian kill zone': 'Asia KZ',
  'London kill zone': 'LDN KZ',
  'New York kill zone': 'NY KZ',
  'London close kill zone': 'LDN C KZ',
  'Silver bullet': 'SB',
  'Judas swing': 'Judas',
  'Power of three': 'PO3',
  Displacement: 'Disp',
};
const LONGEST_NAME = 9;

/** A name that has room on a chart; undefined: the tooltip alone has it. */
export const shortName = ({ label }: Overlay): string | undefined =>
  SHORT_NAMES[label] ?? (label.length <= LONGEST_NAME ? label : undefined);
