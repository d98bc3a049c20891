import type { Bars } from '../market/bars.ts';
import type { Instrument, Swap } from '../market/instrument-families.ts';
import type { Zone } from '../time/zone.ts';
import { digitsOfSeries } from './digits.ts';
import { EXAMPLES_KEPT, type QualityFinding } from './finding.ts';

/** What the reader of a source found out about it, as far as the checks want to know. */
export interface SourceFacts {
  /** The clock of the stamps, and how it is known. */
  readonly zone: {
    readonly name: string;
    readonly basis: 'given' | 'stated' | 'inferred' | 'assumed';
    readonly evidence: string;
    /** The clock the bars show, where they prove another one. */
    readonly shown?: (Pick<Zone, 'offsetMinutes' | 'summerTime'> & { readonly evidence: string }) | undefined;
  };
  /** What the content says about the contract. */
  readonly contract?: Partial<Instrument> | undefined;
}

const DAY_MINUTES = 1_440;

/**
 * A clock that neither the spec nor the format names: proven by the weekly opens (for the record), or UTC for want of
 * proof (a warning). Days have no clock.
 */
export function zoneUnstated(
  { timeMs }: Bars,
  timeframeMinutes: number,
  { zone }: SourceFacts,
): QualityFinding | null {
  const isKnown = zone.basis === 'given' || zone.basis === 'stated';
  if (isKnown || timeframeMinutes >= DAY_MINUTES || timeMs.length === 0) return null;
  const isProven = zone.basis === 'inferred';
  return {
    rule: 'time.zone_unstated',
    severity: isProven ? 'info' : 'warning',
    message: isProven
      ? `The source does not state its clock; it is taken ${zone.evidence}.`
      : `The source does not state its clock and the bars do not prove one: ${zone.evidence}. Sessions, days and gaps hang on it.`,
    count: timeMs.length,
    share: 1,
    examples: [{ timeMs: timeMs[0], detail: `first bar, read as ${zone.name}` }],
    repair: {
      step: 'convert_zone',
      applied: isProven,
      how: isProven
        ? `The stamps were converted from ${zone.name}.`
        : 'State the zone of the source (market.source.zone): broker time, EST or UTC.',
    },
  };
}

/** Digits missing from which on a price grid is too coarse to be that of the instrument. */
const COARSE = 2;

/**
 * The price grid of the bars against the digits of the instrument. More digits than it has, or two fewer: another scale,
 * another contract, or rounded prices. A warning where points carry money (swap in points), else for the record.
 */
export function digitsUnexpected(bars: Bars, instrument: Instrument): QualityFinding | null {
  const digits = digitsOfSeries(bars);
  const { timeMs, close } = bars;
  if (timeMs.length === 0) return null;
  if (digits <= instrument.digits && digits > instrument.digits - COARSE) return null;
  return {
    rule: 'price.digits_unexpected',
    severity: instrument.swap.unit === 'points' ? 'warning' : 'info',
    message: `The prices have ${digits} digits after the point, ${instrument.symbol} has ${instrument.digits}: points, pips and swaps would be counted in another unit than the prices move in.`,
    count: timeMs.length,
    share: 1,
    examples: [{ timeMs: timeMs[0], detail: `closes at ${close[0]}` }],
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Say how the instrument is quoted (market.instrument.digits), or what the figures are divided by (market.source.priceScale).',
    },
  };
}

const CONTRACT_FIELDS = ['base', 'quote', 'digits', 'point', 'contractSize', 'tickValue', 'swap'] as const;

/** A contract the source itself states otherwise than spec and registry do. For the record: what is used is the spec's. */
export function contractDiffers(
  { timeMs }: Bars,
  { contract }: SourceFacts,
  instrument: Instrument,
): QualityFinding | null {
  const differing = CONTRACT_FIELDS.filter(
    (name) => contract?.[name] !== undefined && stated(contract[name]) !== stated(instrument[name]),
  );
  if (differing.length === 0 || timeMs.length === 0) return null;
  return {
    rule: 'instrument.contract_differs',
    severity: 'info',
    message: `The source describes another contract than the one in use: ${differing.map((name) => `${name} ${stated(contract?.[name])} instead of ${stated(instrument[name])}`).join(', ')}.`,
    count: differing.length,
    share: 1,
    examples: differing.slice(0, EXAMPLES_KEPT).map((name) => ({
      timeMs: timeMs[0],
      detail: `${name}: ${stated(contract?.[name])} in the source, ${stated(instrument[name])} in use`,
    })),
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Take the figures of the source over into the spec (market.instrument) if they are yours.',
    },
  };
}

/** A field of a contract for people; equal texts are equal fields. */
function stated(value: Swap | string | number | undefined): string {
  if (typeof value !== 'object') return String(value);
  if (value.unit === 'none') return 'none';
  const { long, short, unit, tripleDay } = value;
  return `${long} / ${short} ${unit.replaceAll('_', ' ')}${tripleDay === null ? '' : `, three times on day ${tripleDay}`}`;
}
