import { z } from 'zod';

const share = z.number().gt(0).max(1);
const penalty = z.number().min(0);
const count = z.int().min(0);
const positive = z.int().min(1);

/**
 * LightGBM's parameters by its own names, with the ranges its documentation gives (docs/Parameters.rst of 4.1). Names
 * that are not listed pass here and are held against the library's own list when they are used.
 */
export const lightGbmParamsSchema = z
  .object({
    objective: z.string().regex(/^\w+$/),
    boosting: z.enum(['gbdt', 'rf', 'dart']),
    data_sample_strategy: z.enum(['bagging', 'goss']),
    num_iterations: positive,
    learning_rate: z.number().gt(0),
    num_leaves: z.int().min(2).max(131_072),
    num_threads: count,
    seed: z.int(),
    max_depth: z.int(),
    min_data_in_leaf: count,
    min_sum_hessian_in_leaf: penalty,
    bagging_fraction: share,
    bagging_freq: count,
    bagging_seed: z.int(),
    feature_fraction: share,
    feature_fraction_bynode: share,
    feature_fraction_seed: z.int(),
    extra_trees: z.boolean(),
    early_stopping_round: z.int(),
    max_delta_step: z.number(),
    lambda_l1: penalty,
    lambda_l2: penalty,
    linear_lambda: penalty,
    min_gain_to_split: penalty,
    drop_rate: z.number().min(0).max(1),
    skip_drop: z.number().min(0).max(1),
    top_rate: z.number().min(0).max(1),
    other_rate: z.number().min(0).max(1),
    min_data_per_group: positive,
    max_cat_threshold: positive,
    cat_l2: penalty,
    cat_smooth: penalty,
    max_cat_to_onehot: positive,
    path_smooth: penalty,
    refit_decay_rate: z.number().min(0).max(1),
    max_bin: z.int().min(2),
    min_data_in_bin: positive,
    bin_construct_sample_cnt: positive,
    use_missing: z.boolean(),
    zero_as_missing: z.boolean(),
    feature_pre_filter: z.boolean(),
    is_unbalance: z.boolean(),
    scale_pos_weight: z.number().gt(0),
    sigmoid: z.number().gt(0),
    boost_from_average: z.boolean(),
    num_class: positive,
    deterministic: z.boolean(),
    force_col_wise: z.boolean(),
    force_row_wise: z.boolean(),
    histogram_pool_size: z.number(),
    metric: z.string(),
    verbosity: z.int(),
  })
  .partial()
  .catchall(z.union([z.number(), z.string(), z.boolean()]));
