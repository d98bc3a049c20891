/** Most bytes a file may unpack to: what a million bars with every column take, twenty times over. */
export const MOST_UNPACKED_BYTES = 2 * 1_024 ** 3;

/**
 * Most times a file may grow by unpacking. Text of bars shrinks to a fifth; runs of one byte, which are no bars,
 * shrink to a thousandth.
 */
export const MOST_EXPANSION = 200;

/** Below this much output the expansion is not judged: a few equal bars pack very well. */
export const EXPANSION_FREE_BYTES = 16 * 1_024 ** 2;

/** Longest LZMA file: it is unpacked from memory. Dukascopy's are a few hundred kilobytes. */
export const MOST_LZMA_BYTES = 64 * 1_024 ** 2;

/** Bytes of the unpacked content that the format is recognised by. */
export const HEAD_BYTES = 64 * 1_024;

/** Longest line, in characters: a file without line ends must not fill the memory. */
export const LONGEST_LINE = 64 * 1_024;

/** Most bytes a page of a Parquet file may unpack to; writers make pages of a megabyte. */
export const MOST_PAGE_BYTES = 256 * 1_024 ** 2;
