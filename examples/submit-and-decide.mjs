// A client in plain Node: submits a spec, follows it, and decides what is asked. No package needed.
//
//   BULLWRIGHT_URL=http://127.0.0.1:8080 BULLWRIGHT_KEY=bw_… node examples/submit-and-decide.mjs examples/minimal.yaml
import { readFile } from 'node:fs/promises';

const url = process.env.BULLWRIGHT_URL ?? 'http://127.0.0.1:8080';
const headers = { Authorization: `Bearer ${process.env.BULLWRIGHT_KEY}` };

async function call(method, path, body, type = 'application/json') {
  const response = await fetch(url + path, { method, headers: { ...headers, 'Content-Type': type }, body });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

/** Events of a workflow. A lost connection would be taken up again with the header Last-Event-ID. */
async function* events(id) {
  const { body } = await fetch(`${url}/v1/workflows/${id}/events`, { headers });
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + chunk).split('\n\n');
    rest = messages.pop();
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}

/** Your rule goes here. This one releases nothing that failed a gate. */
function decide({ kind, evidence }) {
  if (kind === 'release' && evidence.validation?.passed && evidence.risk?.approved) return 'approve';
  return 'reject';
}

const spec = await readFile(process.argv[2], 'utf8');
const { id } = await call('POST', '/v1/workflows', spec, 'application/yaml');
for await (const { type, data } of events(id)) {
  if (type === 'agent.completed') console.log(`${data.role}: ${data.summary}`);
  if (type !== 'approval.requested') continue;
  const approval = await call('GET', `/v1/approvals/${data.approvalId}`);
  const decision = decide(approval);
  console.log(`${approval.kind}: ${decision}`);
  const body = { decision, comment: 'decided by a rule', evidenceHash: approval.evidenceHash };
  await call('POST', approval.links.decision, JSON.stringify(body));
}
const { status, result } = await call('GET', `/v1/workflows/${id}`);
console.log(`${status}: ${result.reason}`);
