const CHECKSUMS = /\.(checksum|md5|sha256|txt\.sig)$/i;
const HIDDEN = /(^|[/\\])(__MACOSX|\.)/;

/**
 * The names that are data, of the files in an archive or a folder: hidden files and checksums are not, nor the text beside
 * a table of the same name (HistData's report on it).
 */
export function dataNames(names: readonly string[]): readonly string[] {
  const all = new Set(names.map((name) => name.toLowerCase()));
  return names.filter(
    (name) =>
      !HIDDEN.test(name) &&
      !CHECKSUMS.test(name) &&
      !(/\.txt$/i.test(name) && all.has(name.toLowerCase().replace(/\.txt$/, '.csv'))),
  );
}
