import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { durationMs } from '../../../src/orchestration/spec/duration.ts';
import { editSpec } from '../../../src/orchestration/spec/edit-spec.ts';
import { sourceMinutes, symbolOf, TIMEFRAMES } from '../../../src/orchestration/spec/market.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { symbolOfSource } from '../../../src/orchestration/spec/source.ts';
import { spec } from '../../support/states.ts';

const market = { source: { kind: 'sample', name: 'sp500' } };

const problemsOf = (input: unknown) => {
  try {
    parseSpec(input);
  } catch (error) {
    return (error as AppError).issues ?? [];
  }
  throw new Error('the spec was accepted');
};

/** Two parameters that wait for each other. */
const CYCLE = {
  extra_trees: { choices: [true, false], when: { name: 'is_unbalance', is: [true] } },
  is_unbalance: { choices: [true, false], when: { name: 'extra_trees', is: [true] } },
};

describe('a workflow spec', () => {
  it('knows bars of 1 minute to a week, none of a month', () => {
    const minutes = Object.fromEntries(
      TIMEFRAMES.map((timeframe) => [
        timeframe,
        sourceMinutes(parseSpec({ market: { ...market, timeframe } }).market),
      ]),
    );
    expect(minutes).toEqual({
      ...{ '1m': 1, '3m': 3, '5m': 5, '10m': 10, '15m': 15, '30m': 30 },
      ...{ '1h': 60, '2h': 120, '3h': 180, '4h': 240, '6h': 360, '8h': 480, '12h': 720 },
      ...{ '1d': 1_440, '1w': 10_080 },
    });
    expect(() => parseSpec({ market: { ...market, timeframe: '1mo' } })).toThrow('market.timeframe');
  });

  it.each([
    ['EURUSD120.csv', 'EURUSD'],
    ['EURUSD_H12.csv', 'EURUSD'],
    ['XYZABC480.csv', 'XYZABC'],
    ['US500360.lb.gz', 'US500'],
    ['US5003.lb.gz', 'US500'],
    ['GER4010.csv', 'GER40'],
    ['feeds/EURUSD/', 'EURUSD'],
    ['feeds/EURUSD/2024', 'EURUSD'],
    ['EURUSD/2024/00/02/BID_candles_min_1.bi5', 'EURUSD'],
    ['forex/oanda/minute/gbpusd/20140501_quote.zip', 'GBPUSD'],
    ['EURUSD/XYZABC.csv', 'XYZABC'],
  ])('reads the symbol of %s behind its bar length', (path, symbol) => {
    expect(symbolOfSource({ kind: 'file', path })).toBe(symbol);
  });

  it('needs nothing but a source', () => {
    const parsed = parseSpec({ market });
    expect(parsed.split).toEqual({ train: 0.6, validation: 0.2, test: 0.2, embargoBars: 10 });
    expect(parsed.training.search.num_leaves).toEqual([4, 32]);
    expect(parseSpec(parsed)).toEqual(parsed);
  });

  it('reports every problem at once, each with path, what was given and what is allowed', () => {
    const issues = problemsOf({
      market: { source: { kind: 'csv' }, timeframe: '7m' },
      training: { trials: 0 },
      validation: { alpha: 0.9 },
      extra: 1,
    });
    const byPath = Object.fromEntries(issues.map((issue) => [issue.path, issue.message]));
    expect(Object.keys(byPath).sort()).toEqual([
      'extra',
      'market.source.path',
      'market.timeframe',
      'training.trials',
      'validation.alpha',
    ]);
    expect(byPath['market.timeframe']).toContain('"1d"');
    expect(byPath['market.timeframe']).toContain('(given: "7m")');
    expect(byPath['training.trials']).toContain('(given: 0)');
  });

  it.each([
    ['split', { split: { train: 0.5, validation: 0.2, test: 0.2 } }],
    ['features', { features: { smc: false, technical: false } }],
    [
      'market.companion.timeframe',
      { market: { ...market, companion: { source: market.source, timeframe: '1w' } } },
    ],
    ['market.to', { market: { ...market, from: '2010-01-01', to: '2009-01-01' } }],
    ['training.search.num_leaves', { training: { search: { num_leaves: [9, 3] } } }],
    ['training.search.num_leaves', { training: { search: { num_leaves: [2.2, 2.4] } } }],
    ['training.search.eta', { training: { search: { eta: [0.1, 0.2] } } }],
    ['training.search', { training: { search: CYCLE } }],
    [
      'training.earlyStopping',
      { training: { earlyStopping: {}, search: { boosting: { choices: ['gbdt', 'dart'] } } } },
    ],
    ['approval.deadline', { approval: { deadline: 'soon' } }],
    ['limits.timeout', { limits: { timeout: '0s' } }],
    ['features.include.1', { features: { include: ['ppo_12_26', 'rsi_1'] } }],
    ['features.include.0', { features: { include: ['no_such_feature'] } }],
    ['features.include.0', { features: { include: ['smc_direction__bars_before_0'] } }],
    ['features.include.1', { features: { include: ['h4_adx_14', 'h4_adx_14'] } }],
    ['features.exclude.0', { features: { exclude: ['ict_ote'] } }],
    ['features', { features: { smc: false, technical: false, include: ['rsi_3'], exclude: ['rsi_3'] } }],
  ])('refuses the impossible: %s', (path, input) => {
    expect(problemsOf({ market, ...input }).map((issue) => issue.path)).toContain(path);
  });

  it('takes settings for a whole family of structures, and says what they may be', () => {
    const features = { smc: { barsBefore: 8, breakByWick: 1 }, wyckoff: { trapBars: 5 } };
    expect(parseSpec({ market, features }).features).toMatchObject({
      ...features,
      technical: true,
      ict: false,
    });
    expect(parseSpec(parseSpec({ market, features }))).toEqual(parseSpec({ market, features }));
    expect(problemsOf({ market, features: { smc: { barsBefore: 0 }, ict: { swing: 3 } } })).toMatchObject([
      { path: 'features.smc.barsBefore', message: 'must be a whole number from 1 to 500 (given: 0)' },
      {
        path: 'features.ict.swing',
        message: expect.stringMatching(/^is no setting of ict: .* \(given: 3\)$/),
      },
    ]);
    for (const smc of ['on', 3, ['barsBefore'], { barsBefore: '8' }]) {
      expect(problemsOf({ market, features: { smc } })).toMatchObject([
        {
          path: 'features.smc',
          message: expect.stringContaining('must be true, false, or settings by name'),
        },
      ]);
    }
  });

  it('says what a parameter of a feature may be', () => {
    const [issue] = problemsOf({ market, features: { include: ['rsi_1'] } });
    expect(issue.message).toBe(
      'The feature "rsi_1" has period 1; it must be a whole number from 2 to 500 (given: "rsi_1")',
    );
  });

  it('needs no family when it names columns', () => {
    const features = { smc: false, technical: false, include: ['w1_adx_14'] };
    expect(parseSpec({ market, features }).features).toMatchObject({ ...features, exclude: [] });
  });

  it.each([null, 'x', 3, []])('refuses %j with a problem of the whole', (input) => {
    expect(problemsOf(input)).toHaveLength(1);
  });

  it('names the symbol after the source when none is given', () => {
    expect(symbolOf(parseSpec({ market }).market)).toBe('SPX');
    expect(symbolOf(parseSpec({ market: { source: { kind: 'csv', path: 'fx/eurusd.csv' } } }).market)).toBe(
      'EURUSD',
    );
    const named = { source: { kind: 'file', path: 'ejtrader_XAUUSD_H1.csv.gz' } };
    expect(symbolOf(parseSpec({ market: named }).market)).toBe('XAUUSD');
    expect(symbolOf(parseSpec({ market: { ...market, symbol: 'ES' } }).market)).toBe('ES');
  });
});

describe('the search of a spec', () => {
  const searchOf = (search: object) => parseSpec({ market, training: { search } }).training.search;
  const messagesOf = (search: object) =>
    problemsOf({ market, training: { search } }).map(({ path, message }) => [path, message]);

  it('takes choices and what depends on them, beside the ranges it always has', () => {
    const search = {
      boosting: { choices: ['gbdt', 'dart'] },
      drop_rate: { range: [0.05, 0.3], when: { name: 'boosting', is: ['dart'] } },
      extra_trees: { choices: [true, false] },
      max_bin: [15, 255],
    };
    expect(searchOf(search)).toMatchObject({ ...search, num_leaves: [4, 32] });
    expect(parseSpec(parseSpec({ market, training: { search } })).training.search).toEqual(searchOf(search));
  });

  it.each([
    [{ boosting: 'dart' }, 'boosting', 'must be [lowest, highest], { range: [lowest, highest] } or'],
    [{ boosting: [0, 1] }, 'boosting', 'must have choices: it is no number but one of gbdt, rf, dart'],
    [
      { boosting: { choices: ['gbdt', 'goss'] } },
      'boosting',
      'the choice "goss": LightGBM takes one of gbdt',
    ],
    [{ boosting: { choices: [] } }, 'boosting', 'at least one choice'],
    [{ extra_trees: { choices: [1] } }, 'extra_trees', 'takes true or false'],
    [{ max_bin: { choices: [31, 31] } }, 'max_bin', 'must not name a choice twice'],
    [{ max_bin: { choices: [31.5] } }, 'max_bin', 'an integer of 32 bits above 1'],
    [{ max_bin: { choices: [2_000] } }, 'max_bin', 'from 2 to 1023'],
    [{ max_bin: [1, 255] }, 'max_bin', 'must lie from 2 to 1023'],
    [{ lambda_l1: {} }, 'lambda_l1', 'either range or choices'],
    [{ lambda_l1: { range: [0, 1], choices: [2] } }, 'lambda_l1', 'either range or choices'],
    [
      { drop_rate: { range: [0, 1], when: { name: 'boosting', is: ['dart'] } } },
      'drop_rate',
      'is not searched',
    ],
    [{ drop_rate: { range: [0, 1], when: { name: 'num_leaves', is: [4] } } }, 'drop_rate', 'has no choices'],
    [
      {
        boosting: { choices: ['gbdt', 'rf'] },
        drop_rate: { range: [0, 1], when: { name: 'boosting', is: ['dart'] } },
      },
      'drop_rate',
      'that names "dart"; its choices are "gbdt", "rf"',
    ],
    [
      { data_sample_strategy: { choices: ['bagging', 'goss'] } },
      'bagging_fraction',
      'only when data_sample_strategy is bagging',
    ],
  ])('refuses %j', (search, name, message) => {
    expect(messagesOf(search)).toEqual([[`training.search.${name}`, expect.stringContaining(message)]]);
  });

  it('takes GOSS where bagging gives way to it', () => {
    const when = { name: 'data_sample_strategy', is: ['bagging'] };
    const search = {
      data_sample_strategy: { choices: ['bagging', 'goss'] },
      bagging_fraction: { range: [0.5, 0.9], when },
    };
    expect(searchOf(search)).toMatchObject(search);
  });
});

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
  ])('%s is %i ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});

describe('editing a spec', () => {
  it('merges objects by key and replaces the rest', () => {
    const edited = editSpec(spec(), { training: { search: { num_leaves: [2, 4] } } }, 'model_training');
    expect(edited.training.search.num_leaves).toEqual([2, 4]);
    expect(edited.training.search.learning_rate).toEqual([0.01, 0.1]);
    expect(edited.training.folds).toBe(5);
  });

  it('refuses an edit of what was read before the stage', () => {
    const edit = () => editSpec(spec(), { market: { timeframe: '1h' } }, 'feature_discovery');
    expect(edit).toThrowError(expect.objectContaining({ code: 'spec_invalid' }));
    expect(editSpec(spec(), { market: { timeframe: '1h' } }, 'data_preparation').market.timeframe).toBe('1h');
  });

  it('refuses what is no spec', () => {
    expect(() => editSpec(spec(), { training: { trials: 0 } }, 'model_training')).toThrow(AppError);
    expect(() => editSpec(spec(), { nonsense: 1 }, 'model_training')).toThrow(AppError);
  });
});

it('says what was given where a kind is unknown', () => {
  const [issue] = problemsOf({ market: { source: { kind: 'sampel' } } });
  expect(issue.path).toBe('market.source.kind');
  expect(issue.message).toContain('(given: {"kind":"sampel"})');
});
