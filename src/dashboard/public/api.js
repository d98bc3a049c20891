const STORAGE = 'bullwright-key';
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

export const hasKey = () => sessionStorage.getItem(STORAGE) !== null;

/** Checks a key against the API, keeps it for this tab, and lets links open pages with it. */
export async function signIn(key) {
  await call('POST', '/v1/session', { headers: { authorization: `Bearer ${key}` } });
  sessionStorage.setItem(STORAGE, key);
}

export async function signOut() {
  sessionStorage.removeItem(STORAGE);
  await fetch('/v1/session', { method: 'DELETE' });
}

/** A problem document as an error. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

export const get = (path) => call('GET', path);

export async function call(method, path, { json, body, headers = {} } = {}) {
  const response = await fetch(path, {
    method,
    headers: {
      ...authorization(),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? body : JSON.stringify(json),
  });
  if (!response.ok) throw await errorOf(response);
  return response.status === 204 ? null : response.json();
}

async function errorOf(response) {
  const isProblem = response.headers.get('content-type')?.includes('json');
  const error = new ApiError(response.status, isProblem ? await response.json() : undefined);
  if (response.status === 401 && hasKey()) window.dispatchEvent(new CustomEvent('signed-out'));
  return error;
}

const authorization = () => {
  const key = sessionStorage.getItem(STORAGE);
  return key === null ? {} : { authorization: `Bearer ${key}` };
};

/**
 * Follows an event stream until `signal` aborts or the server says it has ended. EventSource cannot send the key,
 * so this reads the stream itself, and comes back with `Last-Event-ID` when the connection breaks: nothing is lost.
 */
export async function follow(path, { onEvent, onState, signal }) {
  const position = { lastId: undefined };
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const before = position.lastId;
    try {
      const hasEnded = await readOnce(path, position, { onEvent, onState, signal });
      if (hasEnded) return;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error;
    }
    onState?.(false);
    pauseMs = position.lastId === before ? Math.min(LONGEST_PAUSE_MS, pauseMs * 2) : FIRST_PAUSE_MS;
    await pause(pauseMs, signal);
  }
}

/** One connection. True when the server said that nothing will follow. */
async function readOnce(path, position, { onEvent, onState, signal }) {
  const resume = position.lastId && { 'last-event-id': position.lastId };
  const response = await fetch(path, { headers: { ...authorization(), ...resume }, signal });
  if (response.status === 204) return true;
  if (!response.ok) throw await errorOf(response);
  onState?.(true);
  for await (const frame of framesOf(response.body)) {
    if (frame.event === 'end') return true;
    if (!frame.event) continue;
    position.lastId = frame.id;
    onEvent(JSON.parse(frame.data));
  }
  return false;
}

async function* framesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const parts = text.split('\n\n');
    text = parts.pop();
    for (const part of parts) yield parse(part);
  }
}

function parse(frame) {
  const fields = {};
  for (const line of frame.split('\n')) {
    const at = line.indexOf(':');
    if (at > 0) fields[line.slice(0, at)] = line.slice(at + 1).trimStart();
  }
  return fields;
}

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
