import { readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { type BenchReport, toMarkdown } from './support/report.ts';

/**
 * `tsx --expose-gc bench/run.ts [name …] [--json file] [flags of the one bench that is named]`: runs the named benches,
 * all without a name. Each file of this folder exports `bench(flags): Promise<BenchReport>`. Exit code 1 when a bar of
 * the design is missed.
 */
async function main(args: readonly string[]): Promise<void> {
  const jsonAt = args.indexOf('--json');
  const jsonFile = jsonAt < 0 ? undefined : args[jsonAt + 1];
  const others = args.filter((_, i) => jsonAt < 0 || (i !== jsonAt && i !== jsonAt + 1));
  const flagsAt = others.findIndex((arg) => arg.startsWith('--'));
  const wanted = flagsAt < 0 ? others : others.slice(0, flagsAt);
  const flags = flagsAt < 0 ? [] : others.slice(flagsAt);
  const known = await benchNames();
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No bench ${unknown.join(', ')}; there are ${known.join(', ')}`);

  if (flags.length > 0 && wanted.length !== 1) throw new Error(`${flags[0]}: flags need one named bench`);

  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} threads, Node ${process.version}`;
  console.log(`${machine}\n`);
  const reports: BenchReport[] = [];
  for (const name of wanted.length > 0 ? wanted : known) {
    const { bench } = (await import(`./${name}.ts`)) as {
      bench: (flags: readonly string[]) => Promise<BenchReport>;
    };
    const report = await bench(flags);
    reports.push(report);
    console.log(`## ${report.name}\n\n${toMarkdown(report)}\n`);
    for (const { what, isMet } of report.verdicts) console.log(`- ${isMet ? 'met' : 'MISSED'}: ${what}`);
    for (const note of report.notes) console.log(`- ${note}`);
    console.log('');
  }
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  console.log(`Peak memory of the process: ${peakMb.toFixed(0)} MB`);
  if (jsonFile) await writeFile(jsonFile, `${JSON.stringify({ machine, peakMb, reports }, null, 2)}\n`);
  if (reports.some(({ verdicts }) => verdicts.some(({ isMet }) => !isMet))) process.exitCode = 1;
}

async function benchNames(): Promise<string[]> {
  const files = await readdir(new URL('.', import.meta.url));
  return files
    .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
    .map((file) => basename(file, '.ts'))
    .sort();
}

await main(process.argv.slice(2));
