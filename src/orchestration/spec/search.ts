import { z } from 'zod';
import { SEARCH_NAMES, type SearchName } from '../../domain/ml/tuning/search-bounds.ts';
import { searchProblems } from '../../domain/ml/tuning/search-problems.ts';

const choice = z.union([z.number(), z.string(), z.boolean()]);
const range = z.tuple([z.number(), z.number()]);

const dimension = z.union(
  [
    range,
    z.strictObject({
      /** Lowest and highest value, both possible. */
      range: range.optional(),
      /** The values themselves. */
      choices: z.array(choice).max(100).optional(),
      /** Searched only where another parameter, which has choices, has one of these; elsewhere it is not given. */
      when: z.strictObject({ name: z.string(), is: z.array(choice).max(100) }).optional(),
    }),
  ],
  'must be [lowest, highest], { range: [lowest, highest] } or { choices: [...] }, the last two with or without when: { name, is: [...] }',
);

const optional = Object.fromEntries(SEARCH_NAMES.map((name) => [name, dimension.optional()])) as Record<
  SearchName,
  z.ZodOptional<typeof dimension>
>;

/**
 * What a search runs over, by LightGBM's names. A parameter with a range here is always searched; any other of `SEARCHABLE`
 * is where the spec names it.
 */
export const searchSchema = z
  .strictObject({
    ...optional,
    learning_rate: dimension.default([0.01, 0.1]),
    num_leaves: dimension.default([4, 32]),
    min_data_in_leaf: dimension.default([20, 200]),
    feature_fraction: dimension.default([0.3, 0.9]),
    bagging_fraction: dimension.default([0.5, 0.9]),
    lambda_l2: dimension.default([0, 50]),
    num_iterations: dimension.default([30, 150]),
  })
  .superRefine((search, context) => {
    for (const { name, message } of searchProblems(search)) {
      const place = name === undefined ? {} : { path: [name], input: search[name] };
      context.addIssue({ code: 'custom', input: search, ...place, message });
    }
  });
