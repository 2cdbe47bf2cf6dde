// Elements made of words, never of markup: what the log says is text wherever it comes to stand.

const SVG = 'http://www.w3.org/2000/svg';
const drawn = new Set(['svg', 'g', 'rect', 'line', 'path', 'text', 'circle', 'title', 'polygon']);

/** An element with attributes and children. A function is a listener (`onclick`), `undefined` and `false` leave an attribute out. */
export function h(tag, attributes = {}, ...children) {
  const element = drawn.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== false));
  return element;
}

/** Puts children in the place of what an element had. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(2).filter((child) => child !== undefined && child !== false));
  return element;
}

/** A table with a caption; cells are texts or elements. */
export function table(caption, heads, rows, empty) {
  if (rows.length === 0) return h('p', { class: 'empty' }, empty);
  return h(
    'div',
    { class: 'wide', role: 'region', 'aria-label': caption, tabindex: '0' },
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells.map((cell) => h('td', {}, cell ?? ''))))),
    ),
  );
}

/** Terms and what they are; those without a value are left out. */
export function facts(pairs) {
  return h(
    'dl',
    { class: 'facts' },
    ...pairs.filter(([, value]) => value !== undefined && value !== '').flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]),
  );
}

/** Gives a file to whoever is in front of the browser. */
export function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
