import type { RawBars } from '../agents/ports.ts';

/** A reading with one more sentence in its notes. */
export const withRemark = (raw: RawBars, remark: string): RawBars =>
  raw.noticed ? { ...raw, noticed: { ...raw.noticed, remarks: [...raw.noticed.remarks, remark] } } : raw;
