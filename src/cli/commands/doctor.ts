import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { addCommand, type Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';

/** `bullwright doctor`: whether this machine can run the platform, and what to do where it cannot. */
export function addDoctorCommand(program: Command, cli: Cli): void {
  addCommand(
    program,
    cli,
    {
      usage: 'doctor',
      summary: 'check this machine and its configuration, with a remedy for everything amiss',
    },
    async ({ output }) => {
      const { examine } = await import('../doctor/examine.ts');
      const findings = await examine(loadConfig());
      output.result(findings, () =>
        findings
          .map(({ name, ok, detail, remedy }) => {
            const mark = ok ? output.dataPaint.good('ok  ') : output.dataPaint.bad('FAIL');
            return `${mark} ${name}: ${detail}${remedy ? `\n     ${remedy}` : ''}`;
          })
          .join('\n'),
      );
      return findings.every((finding) => finding.ok) ? EXIT.ok : EXIT.failure;
    },
  );
}
