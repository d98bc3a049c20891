import type { AcceptanceBars } from '../../domain/validation/acceptance-gates.ts';
import { AppError } from '../../kernel/errors.ts';

/** Part of the backtest a criterion holds for, as EA Studio and FSB Pro name them. */
export type CriteriaZone = 'complete' | 'in-sample' | 'out-of-sample';

export interface Criterion {
  /** As the program calls it: `Min count of trades`. */
  readonly name: string;
  readonly value: number;
  readonly zone: CriteriaZone;
}

export interface ImportedCriteria {
  /** To be merged into a spec. */
  readonly edits: SpecEdits;
  readonly applied: readonly (Criterion & { readonly path: string; readonly bar: number })[];
  /** What the spec has no bar for; nothing is dropped in silence. */
  readonly unsupported: readonly (Criterion & { readonly why: string })[];
}

/** The part of a spec the criteria speak of. */
interface SpecEdits {
  readonly validation?: {
    readonly minTrades?: number;
    readonly acceptance?: Readonly<Record<string, number>>;
  };
}

/** A criterion the spec has a bar for. The bar holds for the out-of-sample record, the strictest reading. */
interface Bar {
  /** `minTrades` of the validation section, or a field of its acceptance block. */
  readonly field: 'minTrades' | keyof AcceptanceBars;
  readonly toBar: (value: number) => number;
}

const BARS: Readonly<Record<string, Bar>> = {
  'min count of trades': { field: 'minTrades', toBar: Math.ceil },
  'max count of trades': { field: 'maxTrades', toBar: Math.floor },
  'max consecutive losses': { field: 'maxConsecutiveLosses', toBar: Math.floor },
  'max equity drawdown %': { field: 'maxDrawdown', toBar: percent },
  'min profit %': { field: 'minTotalReturn', toBar: percent },
  'min profit factor': { field: 'minProfitFactor', toBar: same },
  'min return / drawdown': { field: 'minReturnDrawdown', toBar: same },
  'min sharpe ratio': { field: 'minSharpe', toBar: same },
  'min sqn': { field: 'minSqn', toBar: same },
  'min r squared': { field: 'minRSquared', toBar: shareOrPercent },
  'min r squared %': { field: 'minRSquared', toBar: percent },
  'min win / loss ratio': { field: 'minWinRate', toBar: shareOrPercent },
  'min win / loss ratio %': { field: 'minWinRate', toBar: percent },
  'min payoff ratio': { field: 'minPayoffRatio', toBar: same },
  'min average position length': { field: 'minBarsPerTrade', toBar: same },
  'max average position length': { field: 'maxBarsPerTrade', toBar: same },
  'min bars in trade %': { field: 'minExposure', toBar: percent },
  'max bars in trade %': { field: 'maxExposure', toBar: percent },
};

function same(value: number): number {
  return value;
}

function percent(value: number): number {
  return value / 100;
}

/** The programs write both: a bar above 1 can only be percent. */
function shareOrPercent(value: number): number {
  return value > 1 ? percent(value) : value;
}

const IN_MONEY = 'it is in money, which depends on the lots; the record is judged in returns';

/** Names of EA Studio and FSB Pro the spec has no bar for, and why. */
const WHY: Readonly<Record<string, string>> = {
  'max balance line deviation':
    'its formula is not published; how straight equity grows is asked by validation.acceptance.minRSquared',
  'min profit': `${IN_MONEY}; import the one in percent`,
  'min profit per day': IN_MONEY,
  'max equity drawdown': `${IN_MONEY}; import the one in percent`,
  'max equity drawdown points': 'points depend on the instrument; import the one in percent',
  'max ambiguous bars': 'both barriers within one bar are decided by rule (labels.bothTouch) instead',
  'min backtest quality %': 'both barriers within one bar are decided by rule (labels.bothTouch) instead',
};
const UNKNOWN = 'no criterion of EA Studio or FSB Pro of this name is known';

/** Other spellings of the same criteria. */
const ALIASES: Readonly<Record<string, string>> = {
  'count of trades': 'min count of trades',
  'min trades': 'min count of trades',
  'max drawdown %': 'max equity drawdown %',
  'max equity percent drawdown': 'max equity drawdown %',
  'max equity drawdown percent': 'max equity drawdown %',
  'max drawdown': 'max equity drawdown',
  'max equity money drawdown': 'max equity drawdown',
  'max equity points drawdown': 'max equity drawdown points',
  'min sharpe': 'min sharpe ratio',
  'min system quality number': 'min sqn',
  'min r': 'min r squared',
  'max trades': 'max count of trades',
  'min net profit': 'min profit',
  'min net profit %': 'min profit %',
  'min return %': 'min profit %',
  'min total return %': 'min profit %',
  'min payoff': 'min payoff ratio',
  'min win rate': 'min win / loss ratio',
  'min win rate %': 'min win / loss ratio %',
  'min return drawdown ratio': 'min return / drawdown',
  'min return drawdown': 'min return / drawdown',
  'min return / drawdown ratio': 'min return / drawdown',
  'min win loss ratio': 'min win / loss ratio',
  'min wins losses ratio': 'min win / loss ratio',
  'min backtest quality': 'min backtest quality %',
  'max count of ambiguous bars': 'max ambiguous bars',
  'min bars in trade': 'min bars in trade %',
  'max bars in trade': 'max bars in trade %',
  'min percent bars in trade': 'min bars in trade %',
  'max percent bars in trade': 'max bars in trade %',
  'min average position length bars': 'min average position length',
  'max average position length bars': 'max average position length',
  'max count of consecutive losses': 'max consecutive losses',
};

/**
 * Reads acceptance criteria and says which of them become bars of a spec. Lines `Name: value` (or `=`), optionally
 * under a heading that names the zone (`Complete backtest`, `In sample`, `Out of sample`), or a JSON object of names and
 * values, optionally grouped by zone. A percent sign behind the value is read as part of the name.
 * @throws AppError `spec_invalid` naming the line that is neither.
 */
export function importCriteria(text: string): ImportedCriteria {
  const criteria = text.trimStart().startsWith('{') ? fromJson(text) : fromLines(text);
  const wanted: Partial<Record<Bar['field'], number>> = {};
  const applied: (Criterion & { path: string; bar: number })[] = [];
  const unsupported: (Criterion & { why: string })[] = [];
  for (const criterion of criteria) {
    const key = nameOf(criterion.name);
    const bar = BARS[key];
    if (!bar || criterion.zone === 'in-sample') {
      const why = bar
        ? 'the bars of a spec hold out of sample; in-sample figures prove nothing'
        : (WHY[key] ?? UNKNOWN);
      unsupported.push({ ...criterion, why });
      continue;
    }
    const { field, toBar } = bar;
    const value = toBar(criterion.value);
    wanted[field] = stricter(field, wanted[field] ?? value, value);
    const path = field === 'minTrades' ? `validation.${field}` : `validation.acceptance.${field}`;
    applied.push({ ...criterion, path, bar: value });
  }
  return { edits: editsOf(wanted), applied, unsupported };
}

/** Of two values (complete and out-of-sample) the one that asks for more. */
const stricter = (field: string, a: number, b: number): number =>
  field.startsWith('max') ? Math.min(a, b) : Math.max(a, b);

function editsOf({ minTrades, ...acceptance }: Partial<Record<Bar['field'], number>>): SpecEdits {
  const validation = {
    ...(minTrades !== undefined && { minTrades }),
    ...(Object.keys(acceptance).length > 0 && { acceptance }),
  };
  return Object.keys(validation).length > 0 ? { validation } : {};
}

const ZONES: readonly (readonly [RegExp, CriteriaZone])[] = [
  [/^complete( backtest)?$/, 'complete'],
  [/^in[ -]?sample( part)?$/, 'in-sample'],
  [/^out[ -]?of[ -]?sample( part)?$/, 'out-of-sample'],
];

const zoneOf = (heading: string): CriteriaZone | null =>
  ZONES.find(([pattern]) => pattern.test(keyOf(heading)))?.[1] ?? null;

/** `MinCountOfTrades`, `min_count_of_trades` and `Minimum count of trades` are one name. */
const keyOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/(?:²|-?squared|\^2)/, ' squared')
    .replaceAll('/', ' / ')
    .replaceAll(/[_\s-]+/g, ' ')
    .replace(/[()]/g, '')
    .replace(/^minimum /, 'min ')
    .replace(/^maximum /, 'max ')
    .replace(/\s*(percent|%)$/, ' %')
    .trim();

/** The name the tables above know a criterion by. */
function nameOf(name: string): string {
  const key = keyOf(name);
  return ALIASES[key] ?? key;
}

const LINE = /^(.+?)\s*[:=]\s*(-?\d+(?:\.\d+)?)\s*(%?)$/;

function fromLines(text: string): Criterion[] {
  let zone: CriteriaZone = 'complete';
  const criteria: Criterion[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const heading = zoneOf(line.replace(/:$/, ''));
    if (heading) {
      zone = heading;
      return;
    }
    const match = LINE.exec(line);
    if (!match)
      throw unreadable(`line ${index + 1}: ${JSON.stringify(line.slice(0, 80))} is no "Name: value"`);
    const [, name, value, unit] = match;
    criteria.push({ name: unit === '' ? name : `${name} %`, value: Number(value), zone });
  });
  return criteria;
}

function fromJson(text: string): Criterion[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw unreadable(`it begins like JSON and is none: ${(cause as Error).message}`, cause);
  }
  return fromObject(parsed as object, 'complete');
}

function fromObject(group: object, zone: CriteriaZone): Criterion[] {
  return Object.entries(group).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'number') return [{ name, value, zone }];
    const own = zoneOf(name);
    if (own && typeof value === 'object' && value !== null) return fromObject(value, own);
    throw unreadable(`${JSON.stringify(name)} is neither a number nor a zone with numbers`);
  });
}

const unreadable = (what: string, cause?: unknown): AppError =>
  new AppError('spec_invalid', `The acceptance criteria cannot be read: ${what}.`, { cause });
