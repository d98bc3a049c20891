import { z } from 'zod';
import { ERROR_REGISTRY, type ErrorCode } from '../../kernel/error-registry.ts';

const codes = Object.keys(ERROR_REGISTRY) as [ErrorCode, ...ErrorCode[]];

export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'Page that explains the code, relative to this server.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'Path that was asked for.' }),
    code: z.enum(codes),
    requestId: z.string(),
    retryable: z.boolean().meta({ description: 'Whether the same request may succeed later.' }),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem document of RFC 9457.' });
