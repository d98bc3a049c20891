import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../src/domain/features/registry.ts';
import { auditPrefixInvariance, auditReplay } from '../../../src/domain/features/replay-audit.ts';
import { type Bars, barCount } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const bars = randomBars(400, createRng('audit'));

describe('the replay audit', () => {
  it('finds nothing in the registry', () => {
    const names = FEATURES.map((feature) => feature.name);
    expect(auditPrefixInvariance(names, bars, [0, 57, 200, 399])).toEqual([]);
  });

  it('finds a feature that reads the next bar, at the last bar of the prefix', () => {
    const nextClose = ({ close }: Bars) => ({ peek: close.map((_, i) => close[i + 1]) });
    expect(auditReplay(nextClose, bars, [100])).toEqual([
      {
        feature: 'peek',
        cut: 100,
        revisedBars: 1,
        firstIndex: 100,
        depthBars: 0,
        knownThen: Number.NaN,
        knownLater: bars.close[101],
      },
    ]);
  });

  it('finds a feature that normalises by the whole series, from its first bar on', () => {
    const overall = (part: Bars) => ({
      honest: part.close,
      share: part.close.map((close) => close / Math.max(...part.close)),
    });
    const last = bars.close.indexOf(Math.max(...bars.close)) - 1;
    const findings = auditReplay(overall, bars, [last]);
    expect(findings).toMatchObject([
      { feature: 'share', firstIndex: 0, depthBars: last, revisedBars: last + 1 },
    ]);
  });

  it('finds a deletion: a value that was there and is gone later', () => {
    const forgetful = (part: Bars) => ({
      mark: part.close.map((_, i) => (i === 10 && barCount(part) < 300 ? 1 : Number.NaN)),
    });
    expect(auditReplay(forgetful, bars, [50])).toMatchObject([
      { firstIndex: 10, knownThen: 1, knownLater: Number.NaN },
    ]);
  });

  it.each([-1, 400, 3.5])('refuses the cut %s, which is no bar', (cut) => {
    expect(() => auditPrefixInvariance(['rsi_14'], bars, [cut])).toThrow(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
  });
});
