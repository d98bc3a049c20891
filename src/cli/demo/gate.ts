import { relative } from 'node:path';
import { approvalDetailSchema, approvalSchema, type Evidence } from '../api-types.ts';
import type { ClientContext } from '../cli.ts';
import { invocation } from '../invocation.ts';
import { evidenceText } from '../verdict.ts';
import { demoDecision } from './decide.ts';
import { failedOf, newsOf } from './news.ts';

export interface GateOptions {
  readonly context: ClientContext;
  readonly approvalId: string;
  /** Home folder of the demo: where its key lies. */
  readonly home: string;
}

/**
 * Decides through the approval endpoint, as a person would who follows the run: shown is what is new since the
 * question before, and of the gates those that failed; the verdict has them all. The event of the decision says why.
 */
export function createStandIn(): (options: GateOptions) => Promise<void> {
  let before: Evidence | null = null;
  return async ({ context, approvalId }) => {
    const { client, output } = context;
    const approval = await fetchApproval(context, approvalId);
    const { evidence, evidenceHash } = approval;
    output.talk(`\n${evidenceText(failedOf(newsOf(evidence, before)), output.talkPaint)}\n`);
    before = evidence;
    const { decision, comment } = demoDecision(approval);
    output.talk(`The demo decides: ${decision}.\n`);
    await client.json('POST', `/v1/approvals/${approvalId}/decision`, approvalSchema, {
      body: { decision, comment, evidenceHash },
    });
  };
}

/** Shows the evidence and how to decide; the workflow's own events tell when somebody has. */
export async function holdForPerson({ context, approvalId, home }: GateOptions): Promise<void> {
  const { client, output } = context;
  const { evidence, evidenceHash } = await fetchApproval(context, approvalId);
  output.talk(`\n${evidenceText(evidence, output.talkPaint)}\n`);
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

const fetchApproval = ({ client }: ClientContext, approvalId: string) =>
  client.json('GET', `/v1/approvals/${approvalId}`, approvalDetailSchema);
