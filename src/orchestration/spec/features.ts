import { z } from 'zod';
import { choiceProblems, chosenFeatures } from '../../domain/features/choice.ts';
import { FEATURE_FAMILIES } from '../../domain/features/definition.ts';

const featureNames = z.array(z.string().min(1).max(300)).max(500).default([]);

/** Which columns the analysts compute. */
export const featuresSchema = z
  .strictObject({
    /** Market structure of Smart Money Concepts: swings, BOS, CHoCH, fair value gaps, order blocks. */
    smc: z.boolean().default(true),
    /** Technical indicators and returns. */
    technical: z.boolean().default(true),
    /** Inner Circle Trader: kill zones, session and day extremes, entries. Says little on daily bars. */
    ict: z.boolean().default(false),
    /** Wyckoff's schematics of trading ranges; they read volume as effort. */
    wyckoff: z.boolean().default(false),
    /**
     * Columns to add, by their names in docs/features.md: `ppo_12_26`, `h4_rsi_14`. A name spells out its parameters, also those of
     * a structure: `smc_direction__bars_before_8`.
     */
    include: featureNames,
    /** Columns to leave out, by their names. */
    exclude: featureNames,
  })
  .superRefine((choice, context) => {
    for (const { list, index, message } of choiceProblems(choice)) {
      context.addIssue({ code: 'custom', path: [list, index], message, input: choice[list][index] });
    }
  })
  .refine((choice) => FEATURE_FAMILIES.some((family) => chosenFeatures(family, choice).length > 0), {
    message: 'at least one feature family must be on, or a column be included',
    when: ({ issues }) => issues.length === 0,
  });
