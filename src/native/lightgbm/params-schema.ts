import { z } from 'zod';
import { LIGHTGBM_PARAMETERS } from '../../domain/model/lightgbm-parameters.ts';
import { allows, describeRange, type LightGbmParameter } from '../../domain/model/parameter-range.ts';

const valueSchema = z.union([z.number(), z.string(), z.boolean()]);

const { objective, ...others } = LIGHTGBM_PARAMETERS;
/** `none` is how LightGBM is told that a callback is the objective; its list is of its own ones. */
const parameters: Readonly<Record<string, LightGbmParameter>> = {
  ...others,
  objective: { ...objective, values: [...objective.values, 'none'] },
};

const schemaOf = (parameter: LightGbmParameter) =>
  valueSchema.refine((value) => allows(parameter, value), `must be ${describeRange(parameter)}`).optional();

/**
 * LightGBM's parameters by its own names, with the types, values and ranges its sources give. Names that are not
 * listed pass here, as another build may have more, and are held against the library's own list when they are used.
 */
export const lightGbmParamsSchema = z
  .object(
    Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, schemaOf(parameter)])),
  )
  .catchall(valueSchema);
