import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { featurePage } from '../../../scripts/feature-page.ts';

describe('docs/features.md', () => {
  it('says what the registry says; else run npx tsx scripts/write-feature-page.ts', () => {
    expect(readFileSync(new URL('../../../docs/features.md', import.meta.url), 'utf8')).toBe(featurePage());
  });
});
