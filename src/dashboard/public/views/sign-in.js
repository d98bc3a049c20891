import { signIn } from '../api.js';
import { h, problemBox } from '../dom.js';

/** Asks for the key once. It stays in this tab. */
export function signInView(onDone) {
  const trouble = h('div');
  const field = h('input', {
    id: 'key',
    name: 'key',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    spellcheck: 'false',
    placeholder: 'bw_…',
  });
  const button = h('button', { class: 'primary', type: 'submit' }, 'Open');
  return h(
    'form',
    {
      class: 'card narrow',
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        try {
          await signIn(field.value.trim());
          onDone();
        } catch (error) {
          trouble.replaceChildren(problemBox(error));
          field.select();
        } finally {
          button.disabled = false;
        }
      },
    },
    h('h1', {}, 'Bullwright'),
    h('p', {}, 'From a price file to a reviewed bot. This page needs an API key.'),
    trouble,
    h('label', { for: 'key' }, 'API key'),
    field,
    button,
    h('hr'),
    h('p', { class: 'muted' }, 'The first start printed an admin key and kept it. Read it again with:'),
    h('pre', {}, h('code', {}, 'cat .bullwright/admin-key')),
    h(
      'p',
      { class: 'muted' },
      'The key stays in this tab; pages opened from here use a cookie that ends with the browser. “Forget key” removes both.',
    ),
  );
}
