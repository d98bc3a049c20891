import { call } from '../api.js';
import { h, problemBox } from '../dom.js';

const FIRST_SPEC = `name: first try
market:
  source: { kind: sample, name: sp500 }
`;

/** The button and its dialog. A key of its own for each opening: a second click submits nothing twice. */
export function newWorkflow() {
  const trouble = h('div');
  const spec = h('textarea', { id: 'spec', class: 'mono', spellcheck: 'false', rows: 12 });
  spec.value = FIRST_SPEC;
  const submit = h('button', { class: 'primary', type: 'submit' }, 'Submit');
  let key;
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'new-title' },
    h(
      'form',
      {
        onsubmit: async (event) => {
          event.preventDefault();
          submit.disabled = true;
          try {
            const workflow = await call('POST', '/v1/workflows', {
              body: spec.value,
              headers: { 'content-type': 'application/yaml', 'idempotency-key': key },
            });
            dialog.close();
            location.hash = `#/workflows/${workflow.id}`;
          } catch (error) {
            trouble.replaceChildren(problemBox(error));
            key = randomKey();
          } finally {
            submit.disabled = false;
          }
        },
      },
      h('h2', { id: 'new-title' }, 'New workflow'),
      h('label', { for: 'spec' }, 'Spec, as YAML or JSON'),
      spec,
      trouble,
      h(
        'div',
        { class: 'actions' },
        submit,
        h('button', { type: 'button', onclick: () => dialog.close() }, 'Close'),
        h('a', { class: 'button', href: '/docs#schema-WorkflowSpec' }, 'Every field'),
      ),
    ),
  );
  const open = h(
    'button',
    {
      class: 'primary',
      type: 'button',
      onclick: () => {
        key = randomKey();
        trouble.replaceChildren();
        dialog.showModal();
        spec.focus();
      },
    },
    'New workflow',
  );
  return h('div', {}, open, dialog);
}

const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
