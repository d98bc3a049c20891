import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULE_WEIGHTS } from '../../../src/domain/quality/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/quality/thresholds.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

const text = readFileSync(new URL('../../../docs/data-quality.md', import.meta.url), 'utf8');

describe('docs/data-quality.md', () => {
  it('publishes the weight of every rule', () => {
    const published = [...text.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \| (\d+) \|/gm)].map(([, rule, weight]) => [
      rule,
      Number(weight),
    ]);
    expect(Object.fromEntries(published)).toEqual(RULE_WEIGHTS);
  });

  it('publishes every threshold, and the spec has the same ones', () => {
    const published = [...text.matchAll(/^\| `([a-zA-Z]+)` \| `?([a-z0-9.]+)`? \|$/gm)].map(
      ([, name, value]) => [
        name,
        value === 'null' ? null : Number.isNaN(Number(value)) ? value : Number(value),
      ],
    );
    expect(Object.fromEntries(published)).toEqual(DEFAULT_THRESHOLDS);
    const { repairs, ...thresholds } = parseSpec({
      market: { source: { kind: 'sample', name: 'sp500' } },
    }).quality;
    expect(thresholds).toEqual(DEFAULT_THRESHOLDS);
    expect(repairs).toEqual({ dropWeekend: false });
  });
});
