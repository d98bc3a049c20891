import { z } from 'zod';
import { choiceProblems, chosenFeatures } from '../../domain/features/choice.ts';
import { FEATURE_FAMILIES } from '../../domain/features/definition.ts';

/** A name that spells out every setting of a column with many is some hundred characters long. */
const featureNames = z.array(z.string().min(1).max(600)).max(500).default([]);

/** On, off, or on with settings that all its columns share; the rules below say which there are. */
const structureFamily = z.union([z.boolean(), z.record(z.string(), z.number())], {
  error: 'must be true, false, or settings by name, each a number: { barsBefore: 8 }',
});

/** Which columns the analysts compute. */
export const featuresSchema = z
  .strictObject({
    /**
     * Market structure of Smart Money Concepts: swings, BOS, CHoCH, fair value gaps, order blocks. Settings of a whole family
     * (`{ barsBefore: 8, breakByWick: 1 }`) go to every column of its default matrix that has them, and into its name.
     */
    smc: structureFamily.default(true),
    /** Technical indicators and returns. */
    technical: z.boolean().default(true),
    /** Inner Circle Trader: kill zones, session and day extremes, entries. Says little on daily bars. */
    ict: structureFamily.default(false),
    /** Wyckoff's schematics of trading ranges; they read volume as effort. */
    wyckoff: structureFamily.default(false),
    /**
     * Columns to add, by their names in docs/features.md: `ppo_12_26`, `h4_rsi_14`. A name spells out its parameters, also those of
     * a structure: `smc_direction__bars_before_8`.
     */
    include: featureNames,
    /** Columns to leave out, by their names. */
    exclude: featureNames,
  })
  .superRefine((choice, context) => {
    for (const { path, message } of choiceProblems(choice)) {
      context.addIssue({ code: 'custom', path: [...path], message, input: valueAt(choice, path) });
    }
  })
  .refine((choice) => FEATURE_FAMILIES.some((family) => chosenFeatures(family, choice).length > 0), {
    message: 'at least one feature family must be on, or a column be included',
    when: ({ issues }) => issues.length === 0,
  });

const valueAt = (choice: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<string | number, unknown>>)[key], choice);
