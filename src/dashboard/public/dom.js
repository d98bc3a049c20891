/** Builds an element. Strings become text, never markup: nothing that came from outside can be more than text. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Number.POSITIVE_INFINITY).filter(isShown));
  return element;
}

const isShown = (child) => child !== null && child !== undefined && child !== false;

/** A place in the page that is drawn anew only when its data have changed, so that focus and scroll stay. */
export function slot(draw) {
  const element = h('div');
  let drawn;
  return {
    element,
    update(data) {
      const key = JSON.stringify(data);
      if (key === drawn) return;
      drawn = key;
      element.replaceChildren(...[draw(data)].flat(Number.POSITIVE_INFINITY).filter(isShown));
    },
  };
}

export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** A refusal of the API, with every problem it names. */
export function problemBox(error) {
  const issues = error.problem?.errors ?? [];
  return h(
    'div',
    { class: 'problem', role: 'alert' },
    error.problem?.title ? h('strong', {}, `${error.problem.title}. `) : null,
    issues.length > 0
      ? h(
          'ul',
          {},
          issues.map((issue) => h('li', {}, h('code', {}, issue.path || '(whole)'), ` ${issue.message}`)),
        )
      : error.message,
  );
}

/** A command to copy: everything this page does can be done in a shell. */
export function cli(command) {
  const button = h(
    'button',
    {
      class: 'quiet',
      type: 'button',
      onclick: async () => {
        await navigator.clipboard.writeText(command);
        announce('Copied');
        button.textContent = 'Copied';
      },
    },
    'Copy',
  );
  return h('div', { class: 'cli' }, h('code', {}, command), button);
}
