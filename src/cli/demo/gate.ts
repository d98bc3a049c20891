import { relative } from 'node:path';
import { approvalDetailSchema, approvalSchema } from '../api-types.ts';
import type { ClientContext } from '../cli.ts';
import { invocation } from '../invocation.ts';
import { evidenceText } from '../verdict.ts';
import { demoDecision } from './decide.ts';

export interface GateOptions {
  readonly context: ClientContext;
  readonly approvalId: string;
  /** Home folder of the demo: where its key lies. */
  readonly home: string;
}

/** Shows the evidence and decides through the approval endpoint, as a person would. */
export async function standIn({ context, approvalId }: GateOptions): Promise<void> {
  const { client, output } = context;
  const approval = await showEvidence(context, approvalId);
  const { decision, comment } = demoDecision(approval);
  output.talk(`The demo decides: ${decision}. ${comment}\n`);
  await client.json('POST', `/v1/approvals/${approvalId}/decision`, approvalSchema, {
    body: { decision, comment, evidenceHash: approval.evidenceHash },
  });
}

/** Shows the evidence and how to decide; the workflow's own events tell when somebody has. */
export async function holdForPerson({ context, approvalId, home }: GateOptions): Promise<void> {
  const { client, output } = context;
  const { evidenceHash } = await showEvidence(context, approvalId);
  const folder = relative(process.cwd(), home) || '.';
  const body = JSON.stringify({ decision: 'approve', comment: 'looked at it', evidenceHash });
  output.talk(
    [
      'It is yours to decide. In another terminal, in this folder:',
      '',
      `  BULLWRIGHT_HOME=${folder} ${invocation()} approve ${approvalId}`,
      `  BULLWRIGHT_HOME=${folder} ${invocation()} approve ${approvalId} --decision reject --comment "…"`,
      '',
      'or over HTTP:',
      '',
      `  curl -X POST ${client.url}/v1/approvals/${approvalId}/decision \\`,
      `    -H "Authorization: Bearer $(cat ${folder}/admin-key)" -H 'Content-Type: application/json' \\`,
      `    -d '${body}'`,
      '',
      'Waiting …',
    ].join('\n'),
  );
}

async function showEvidence({ client, output }: ClientContext, approvalId: string) {
  const approval = await client.json('GET', `/v1/approvals/${approvalId}`, approvalDetailSchema);
  output.talk(`\n${evidenceText(approval.evidence, output.talkPaint)}\n`);
  return approval;
}
