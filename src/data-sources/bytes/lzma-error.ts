/** Why an LZMA stream could not be unpacked. */
export class LzmaError extends Error {}
