import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import { type ApprovalDetail, approvalDetailSchema, approvalSchema, pageOf } from '../api-types.ts';
import { parseAssignments } from '../assignments.ts';
import { addClientCommand, type Cli, type ClientContext } from '../cli.ts';
import type { Client } from '../client.ts';
import { minuteText } from '../figures.ts';
import { evidenceText } from '../verdict.ts';

interface ApproveOptions {
  readonly decision: 'approve' | 'reject' | 'revise';
  readonly comment: string;
  readonly stage?: string;
  readonly edit: readonly string[];
  readonly evidence?: string;
  readonly yes?: boolean;
}

/** `bullwright approve <id>`: a person's decision, bound to the evidence it was made on. */
export function addApproveCommand(program: Command, cli: Cli): void {
  addClientCommand<ApproveOptions>(
    program,
    cli,
    {
      usage: 'approve <id>',
      summary: 'decide an approval: approve, reject, or send back (id of the approval or of its workflow)',
      details:
        'Shows the evidence and asks once; --yes decides without asking. The decision is bound to the evidence.',
      options: [
        new Option('--decision <decision>', 'what is decided')
          .choices(['approve', 'reject', 'revise'])
          .default('approve'),
        new Option('--comment <text>', 'why; needed to reject or revise').default(''),
        new Option('--stage <stage>', 'with revise: where to go back to').choices([
          'data_preparation',
          'feature_discovery',
          'model_training',
        ]),
        new Option('--edit <path=value>', 'with revise: a change to the spec; may be repeated')
          .argParser((value: string, before: readonly string[]) => [...before, value])
          .default([], 'none'),
        new Option('--evidence <hash>', 'decide only if this is still the evidence'),
        new Option('--yes', 'show nothing and do not ask'),
      ],
    },
    async (context, [id = ''], options) => {
      const { client, output } = context;
      checkOptions(options);
      const approval = await findApproval(client, id);
      const evidenceHash = options.evidence ?? approval.evidenceHash;
      if (!options.yes) await confirm(context, approval, options);
      const body = {
        decision: options.decision,
        comment: options.comment,
        evidenceHash,
        ...(options.stage && { stage: options.stage }),
        ...(options.edit.length > 0 && { edits: parseAssignments(options.edit) }),
      };
      const path = `/v1/approvals/${encodeURIComponent(approval.id)}/decision`;
      const decided = await client.json('POST', path, approvalSchema, { body });
      output.result(decided, () => `${decided.id} ${decided.status}`);
    },
  );
}

function checkOptions({ decision, comment, stage, edit }: ApproveOptions): void {
  if (decision !== 'approve' && comment.trim() === '') {
    throw new AppError('usage_invalid', `--decision ${decision} needs a --comment that says why.`);
  }
  if (decision !== 'revise' && (stage !== undefined || edit.length > 0)) {
    throw new AppError('usage_invalid', '--stage and --edit belong to --decision revise.');
  }
}

/** An approval by its id, or the one that waits in a workflow. */
async function findApproval(client: Client, id: string): Promise<ApprovalDetail> {
  const approvalId = id.startsWith('wf_') ? await pendingOf(client, id) : id;
  return client.json('GET', `/v1/approvals/${encodeURIComponent(approvalId)}`, approvalDetailSchema);
}

async function pendingOf(client: Client, workflowId: string): Promise<string> {
  const query = { workflowId, status: 'pending' };
  const { items } = await client.json('GET', '/v1/approvals', pageOf(approvalSchema), { query });
  if (items[0]) return items[0].id;
  throw new AppError('not_found', `Nothing waits for a decision in ${workflowId}.`);
}

async function confirm(
  { output, signal }: ClientContext,
  approval: ApprovalDetail,
  { decision }: ApproveOptions,
): Promise<void> {
  output.talk(evidenceText(approval.evidence, output.talkPaint));
  output.talk(
    `\nEvidence ${approval.evidenceHash}, to be decided until ${minuteText(approval.deadlineAt)} UTC`,
  );
  if (!process.stdin.isTTY) {
    throw new AppError('usage_invalid', 'Nobody can be asked here. Look at the evidence, then add --yes.');
  }
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await dialogue.question(`${decision}? [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new AppError('usage_invalid', 'Nothing was decided.');
  } finally {
    dialogue.close();
  }
}
