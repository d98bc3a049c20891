/** End of a period of a spec, exclusive, ms: a date alone means the whole day. */
export const endOfPeriod = (to: string): number => Date.parse(to) + (to.includes('T') ? 0 : 86_400_000);
