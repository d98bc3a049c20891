import type { Bars } from '../market/bars.ts';
import type { BreakEvent, PoolEvent, SmcEvent, StrengthEvent, SwingEvent, ZoneEvent } from '../smc/events.ts';
import type { Overlay } from './overlay.ts';

/** Zones by the kind that opens them: their label, and the kind that ends them. */
const ZONES: Readonly<Record<string, { readonly label: string; readonly end: ZoneEvent['kind'] }>> = {
  gap_created: { label: 'FVG', end: 'gap_filled' },
  inverse_gap_created: { label: 'iFVG', end: 'inverse_gap_broken' },
  block_created: { label: 'OB', end: 'block_broken' },
  breaker_created: { label: 'Breaker', end: 'breaker_broken' },
};
const BREAK_LABEL = { bos: 'BOS', choch: 'CHoCH' } as const;

/**
 * The structure as drawings: zones from where they formed to where they ended, breaks and liquidity as lines, swings,
 * sweeps, displacement and stacked gaps as marks. Ascending by `knownMs`. A later bar gives a drawing its end (`toMs`) and
 * changes nothing else in it.
 *
 * @param events Of these bars (see `readStructure`).
 */
export function smcOverlays(bars: Bars, events: Iterable<SmcEvent>): Overlay[] {
  const endOf = findEnds(events);
  const drawn: Overlay[] = [];
  for (const event of events) drawn.push(...drawingsOf(event, bars, endOf));
  return drawn.sort((a, b) => a.knownMs - b.knownMs);
}

function drawingsOf(event: SmcEvent, bars: Bars, endOf: ReadonlyMap<string, Ended>): Overlay[] {
  const time: Time = (index) => bars.timeMs[index];
  switch (event.kind) {
    case 'swing':
      return event.role === 'inner' ? [] : [swingMark(event, time)];
    case 'bos':
    case 'choch':
      return [breakLine(event, time)];
    case 'swing_strong':
    case 'swing_weak':
      return [strengthMark(event, time)];
    case 'pool_created':
      return [poolLine(event, endOf.get(keyOf(event)), time)];
    case 'pool_joined': {
      const opened = keyOf({ ...event, kind: 'pool_created' });
      // Its second touch makes a pool equal highs or lows; a third says nothing new.
      return event.touches === 2 ? [poolLine(event, endOf.get(opened), time)] : [];
    }
    case 'pool_swept':
      return [sweepMark(event, 'Sweep', time)];
    case 'pool_reclaimed':
      return [sweepMark(event, 'Reclaim', time)];
    case 'displacement':
      return [
        {
          shape: 'mark',
          label: 'Displacement',
          side: event.direction,
          knownMs: time(event.knownIndex),
          atMs: time(event.eventIndex),
          price: bars.close[event.eventIndex],
        },
      ];
    case 'gap_stacked':
      return [
        {
          shape: 'mark',
          label: `${event.size} gaps`,
          side: event.direction,
          knownMs: time(event.knownIndex),
          atMs: time(event.eventIndex),
          price: event.direction === 1 ? bars.low[event.eventIndex] : bars.high[event.eventIndex],
        },
      ];
    default:
      return 'top' in event && event.kind in ZONES ? [zone(event, endOf.get(keyOf(event)), time)] : [];
  }
}

type Time = (index: number) => number;
type Ended = ZoneEvent | PoolEvent;

/** The last event of each zone and pool that has ended, by the key of the event that opened it. */
function findEnds(events: Iterable<SmcEvent>): ReadonlyMap<string, Ended> {
  const opener = new Map<string, string>(Object.entries(ZONES).map(([kind, { end }]) => [end, kind]));
  const ends = new Map<string, Ended>();
  for (const event of events) {
    if (!('originIndex' in event)) continue;
    const kind = event.kind === 'pool_swept' ? 'pool_created' : opener.get(event.kind);
    if (kind) ends.set(`${kind} ${event.direction} ${event.originIndex}`, event);
  }
  return ends;
}

const keyOf = ({ kind, direction, originIndex }: Ended): string => `${kind} ${direction} ${originIndex}`;

const zone = (event: ZoneEvent, end: Ended | undefined, time: Time): Overlay => ({
  shape: 'zone',
  label: ZONES[event.kind].label,
  side: event.direction,
  knownMs: time(event.knownIndex),
  fromMs: time(event.eventIndex),
  toMs: end ? time(end.knownIndex) : null,
  top: event.top,
  bottom: event.bottom,
});

const breakLine = (event: BreakEvent, time: Time): Overlay => ({
  shape: 'line',
  label: event.scope === 'external' ? `${BREAK_LABEL[event.kind]} (external)` : BREAK_LABEL[event.kind],
  side: event.direction,
  knownMs: time(event.knownIndex),
  fromMs: time(event.swingIndex),
  toMs: time(event.eventIndex),
  price: event.level,
});

/** A high is where price turned down, so its side is bearish. */
const swingMark = (event: SwingEvent, time: Time): Overlay => ({
  shape: 'mark',
  label: `${event.scope === 'external' ? 'External s' : 'S'}wing ${event.direction === 1 ? 'high' : 'low'}`,
  side: event.direction === 1 ? -1 : 1,
  knownMs: time(event.knownIndex),
  atMs: time(event.eventIndex),
  price: event.price,
});

const strengthMark = (event: StrengthEvent, time: Time): Overlay => ({
  shape: 'mark',
  label: `${event.kind === 'swing_strong' ? 'Strong' : 'Weak'} ${event.direction === 1 ? 'high' : 'low'}`,
  side: event.direction === 1 ? -1 : 1,
  knownMs: time(event.knownIndex),
  atMs: time(event.swingIndex),
  price: event.price,
});

/**
 * A pool's level from the first swing until it is swept: a line when it opens, and one of its own when its second touch
 * makes it equal highs or lows, which nobody knew before.
 */
const poolLine = (event: PoolEvent, end: Ended | undefined, time: Time): Overlay => {
  const name = event.direction === 1 ? 'highs' : 'lows';
  return {
    shape: 'line',
    label: event.kind === 'pool_joined' ? `Equal ${name}` : `Liquidity, ${name}`,
    side: event.direction === 1 ? -1 : 1,
    knownMs: time(event.knownIndex),
    fromMs: time(event.originIndex),
    toMs: end ? time(end.eventIndex) : null,
    price: event.level,
  };
};

/** Liquidity above highs is taken, and perhaps given back, in a bearish sense: at the farthest price known by then. */
const sweepMark = (event: PoolEvent, label: string, time: Time): Overlay => ({
  shape: 'mark',
  label,
  side: event.direction === 1 ? -1 : 1,
  knownMs: time(event.knownIndex),
  atMs: time(event.eventIndex),
  price: event.extreme,
});
